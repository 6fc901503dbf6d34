import type { Catalog } from "../../model/catalog.ts";
import type { Settings } from "../../model/settings.ts";
import type { Holder } from "../../reconcile/hold-lock.ts";
import type { Io } from "../io.ts";
import type { Here } from "../open-here.ts";
import type { Core } from "../read-core.ts";

/** One thing that was looked at. `fix`: what to do about it, where it is not fine. */
export type Finding =
  | { readonly state: "ok"; readonly what: string; readonly found: string }
  | { readonly state: "warning" | "problem"; readonly what: string; readonly found: string; readonly fix: string };

/** What checks look at. */
export interface Patient {
  readonly io: Pick<Io, "env" | "now">;
  readonly here: Here;
  readonly core: Core;
  /** In force, else of the commit that is checked out, else built in. */
  readonly settings: Settings;
  /** In force, else of the commit that is checked out. */
  readonly catalog: Catalog | undefined;
  /** Whoever runs this repository at this moment. */
  readonly holder: Holder | undefined;
  /** PATH as its runs get it: the runner's, where one is up. */
  readonly path: string;
}

/** Looks, and changes nothing. One that throws is a finding by itself: others go on. */
export interface Check {
  readonly name: string;
  readonly look: (patient: Patient) => Promise<readonly Finding[]> | readonly Finding[];
}

export function fine(what: string, found: string): Finding {
  return { state: "ok", what, found };
}

export function warning(what: string, found: string, fix: string): Finding {
  return { state: "warning", what, found, fix };
}

export function problem(what: string, found: string, fix: string): Finding {
  return { state: "problem", what, found, fix };
}
