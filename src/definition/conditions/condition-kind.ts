import type { FactKind, FactQuery, Test } from "../../model/condition.ts";
import type { At } from "../meaning/given.ts";
import type { WrittenCondition } from "../task-file.generated.ts";

/** What one kind of condition asks about the host. */
export interface FactTest {
  readonly query: FactQuery;
  readonly test: Test;
}

/** What a condition may ask: all facts but those that another key of a task asks for. */
export type AskedKind = Exclude<FactKind, "tool">;

type Written<Kind extends AskedKind> = NonNullable<WrittenCondition[Kind]>;

/** One kind of condition: how what is written of it (its shape is right already) is understood. */
export interface ConditionKind<Kind extends AskedKind> {
  /** Undefined: wrong, and told. */
  readonly read: (at: At, written: Written<Kind>) => FactTest | undefined;
  /** `condition:disk_usage:/var:90` and the like. */
  readonly compact?: {
    readonly example: string;
    /** From what follows the kind and its colon, with nothing left to check but what `read` checks. */
    readonly read: (rest: string) => Written<Kind> | undefined;
  };
}

export const isTrue: Test = { kind: "is-true" };
