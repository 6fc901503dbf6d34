import type { ReadScripts } from "./read-programs.ts";

/** What inspecting needs of the world. */
export interface InspectEdges {
  readonly readScripts: ReadScripts;
  /** The host's PATH: where interpreters are looked for. */
  readonly path: string;
  /** For all checks together. */
  readonly limitMs: number;
}
