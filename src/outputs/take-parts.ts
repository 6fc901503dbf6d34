import { byCodePoint } from "../model/compare.ts";
import type { Json } from "../model/json.ts";
import { oneLine } from "../model/one-line.ts";
import type { Artifact, Change, OutputProblem } from "../model/outputs.ts";
import { changeKinds } from "../model/outputs.ts";
import type { Table } from "./read-table.ts";
import { isTable } from "../model/json.ts";

export type Tell = (problem: OutputProblem) => void;

/** Each takes one part as a task has written it: what is not right is told and left out, the rest stays. */
export function takeSummary(value: Json, tell: Tell): string | undefined {
  if (typeof value === "string") return oneLine(value, 500) || undefined;
  tell({ where: "summary", what: "it is to be a text" });
  return undefined;
}

export function takeMetrics(value: Json, tell: Tell): readonly (readonly [string, number])[] {
  if (!isTable(value)) {
    tell({ where: "metrics", what: 'it is to be a table of numbers: {"metrics": {"files": 3}}' });
    return [];
  }
  return Object.entries(value)
    .sort(([a], [b]) => byCodePoint(a, b))
    .flatMap(([name, number]) => {
      if (typeof number === "number") return [[name, number] as const];
      tell({ where: `metrics.${name}`, what: "it is to be a number" });
      return [];
    });
}

export function takeChanges(value: Json, tell: Tell): readonly Change[] {
  return items("changes", value, tell, (change) => {
    const kinds = Object.keys(changeKinds);
    const { kind } = change;
    if (typeof kind !== "string" || !Object.hasOwn(changeKinds, kind))
      return `its kind is to be one of ${kinds.join(", ")}`;
    const key = changeKinds[kind as keyof typeof changeKinds];
    if (key !== undefined && (typeof change[key] !== "string" || change[key] === ""))
      return `a change of kind ${kind} needs a ${key}`;
    const odd = Object.entries(change).find(([, item]) => typeof item === "object");
    return odd && `${odd[0]} is to be a text, a number, true or false`;
  }) as readonly Change[];
}

export function takeArtifacts(value: Json, tell: Tell): readonly Artifact[] {
  return items("artifacts", value, tell, (artifact) => {
    const { path, sha256, bytes } = artifact;
    if (typeof path !== "string" || !/^\/[^\0]*$/.test(path)) return "its path is to be an absolute one";
    if (sha256 !== undefined && !(typeof sha256 === "string" && /^[0-9a-f]{64}$/.test(sha256)))
      return "its sha256 is to be 64 digits, 0-9 and a-f";
    if (bytes !== undefined && !(Number.isSafeInteger(bytes) && (bytes as number) >= 0))
      return "its bytes are to be a whole number";
    const odd = Object.keys(artifact).find((key) => !["path", "sha256", "bytes"].includes(key));
    return odd === undefined ? undefined : `${odd} is none of path, sha256, bytes`;
  }) as unknown as readonly Artifact[];
}

function items(
  name: string,
  value: Json,
  tell: Tell,
  problemOf: (item: Table) => string | undefined,
): readonly Table[] {
  if (!Array.isArray(value)) {
    tell({ where: name, what: "it is to be a list of tables, as JSON" });
    return [];
  }
  return (value as readonly Json[]).flatMap((item, index) => {
    const problem = isTable(item) ? problemOf(item) : "it is to be a table";
    if (problem === undefined) return [item as Table];
    tell({ where: `${name}[${index}]`, what: problem });
    return [];
  });
}
