import type { Interpreters } from "../model/interpreters.ts";
import type { ReadScripts } from "./read-programs.ts";

/** What inspecting needs of the world. */
export interface InspectEdges {
  readonly readScripts: ReadScripts;
  /** The host's PATH: where interpreters are looked for. */
  readonly path: string;
  /** What this host has for an interpreter's name. Of its own settings: no task can say so. */
  readonly interpreters: Interpreters;
  /** For all checks together. */
  readonly limitMs: number;
}
