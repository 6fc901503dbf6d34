import { outOfRange } from "../../diagnostics/shape-codes.ts";
import type { Condition } from "../../model/condition.ts";
import type { At } from "../meaning/given.ts";
import type { WrittenCondition } from "../task-file.generated.ts";
import { conditionKinds } from "./all-kinds.ts";
import type { AskedKind, FactTest } from "./condition-kind.ts";

/** Conditions within each other. Enough for people; whoever judges them need not mind the stack. */
const mostLevels = 16;

/** A condition as understood. Everything wrong in it is told; undefined then. Its shape is right: it has one key. */
export function readCondition(at: At, written: WrittenCondition, level = 1): Condition | undefined {
  if (level > mostLevels) {
    const of = { key: at.label, wanted: `nested at most ${mostLevels} deep`, got: "deeper" };
    at.report(outOfRange(at.span(), of));
    return undefined;
  }
  if (written.all !== undefined) return readSeveral(at.within("all"), "all", written.all, level);
  if (written.any !== undefined) return readSeveral(at.within("any"), "any", written.any, level);
  if (written.not !== undefined) {
    const of = readCondition(at.within("not"), written.not, level + 1);
    return of && { kind: "not", of };
  }
  const fact = readFact(at, written, Object.keys(written)[0] as AskedKind);
  return fact && { kind: "fact", ...fact };
}

function readFact<Kind extends AskedKind>(at: At, written: WrittenCondition, kind: Kind): FactTest | undefined {
  return conditionKinds[kind].read(at.within(kind), written[kind]!);
}

function readSeveral(
  at: At,
  kind: "all" | "any",
  written: readonly WrittenCondition[],
  level: number,
): Condition | undefined {
  const of = written.map((one, i) => readCondition(at.within(i), one, level + 1));
  const sound = of.filter((one) => one !== undefined);
  return sound.length === of.length ? { kind, of: sound } : undefined;
}
