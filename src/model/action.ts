import type { JsonTable } from "./json.ts";
import type { Params } from "./params.ts";

/** What a task does by way of an action. */
export interface UsedAction {
  readonly name: string;
  /** Else it is the repository's own, in actions/NAME/. */
  readonly isBuiltIn: boolean;
  /** As written, with what the settings say merged in. Placeholders and secrets are filled in at each launch. */
  readonly with: JsonTable;
  /** What the action takes. */
  readonly params: Params;
  /** JSON Schema of what its runs say as data. Absent: it declares none, or comes with the program, whose tests see to that. */
  readonly outputs?: JsonTable;
}

/** The name of a secret whose value stands there at the launch: `{ secret = "db" }`. */
export function secretIn(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const { secret, ...others } = value as { readonly secret?: unknown };
  return typeof secret === "string" && Object.keys(others).length === 0 ? secret : undefined;
}
