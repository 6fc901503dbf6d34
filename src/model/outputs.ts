import type { Json } from "./json.ts";

/** What an attempt has to say as data, masked. The report has it as it is: `#/$defs/outputs` in schemas/report.schema.json. */
export interface Outputs {
  /** Of a task with `output = "json"`: what it says of itself. */
  readonly success?: boolean;
  readonly summary?: string;
  readonly changes?: readonly Change[];
  readonly metrics?: Readonly<Record<string, number>>;
  readonly artifacts?: readonly Artifact[];
  readonly data?: Readonly<Record<string, Json>>;
  /** What of it could not be taken. */
  readonly problems?: readonly OutputProblem[];
  /** There and true where `output = "json"` has promised an object and none came. */
  readonly missing?: true;
}

/** What kinds of changes there are, and the key without which one of that kind says nothing. */
export const changeKinds = {
  "file-created": "path",
  "file-modified": "path",
  "file-deleted": "path",
  "package-updated": "package",
  "service-restarted": "service",
  "config-changed": undefined,
  custom: undefined,
} as const;

export interface Change {
  readonly kind: keyof typeof changeKinds;
  readonly [key: string]: string | number | boolean;
}

/** A file that stays on the host. */
export interface Artifact {
  readonly path: string;
  readonly sha256?: string;
  readonly bytes?: number;
}

export interface OutputProblem {
  /** `RUNNER_OUTPUT, line 3`, `standard output`, `metrics.files`. */
  readonly where: string;
  readonly what: string;
}

/** What a run wrote to RUNNER_OUTPUT, as it is: not to be kept or shown before it is masked. */
export type WrittenOutput =
  /** `isWhole`: else there is more than is ever looked at. */
  | { readonly kind: "text"; readonly text: string; readonly isWhole: boolean }
  /** The run has put something else in its place. */
  | { readonly kind: "odd" };

/** The most that the outputs of a run may have, as JSON, and what is read of RUNNER_OUTPUT. */
export const mostOutputBytes = 65_536;
