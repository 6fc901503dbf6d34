import type { HostInput } from "../../definition/index.ts";
import type { Catalog } from "../../model/catalog.ts";
import type { Settings } from "../../model/settings.ts";
import type { Holder } from "../../reconcile/hold-lock.ts";
import type { Repository } from "../../repository/index.ts";
import type { Io } from "../io.ts";
import type { Here } from "../open-here.ts";
import type { Core } from "../read-core.ts";

/** One thing that was looked at. `fix`: what to do about it, where it is not fine. */
export type Finding =
  | { readonly state: "ok"; readonly what: string; readonly found: string }
  | { readonly state: "warning" | "problem"; readonly what: string; readonly found: string; readonly fix: string };

/** A host, with or without a repository. */
export interface HostPatient {
  readonly io: Pick<Io, "env" | "now">;
  readonly host: HostInput;
  /** Where a runner keeps its state, or would. */
  readonly stateDir: string;
  /** Undefined: none can be opened. */
  readonly repository: Repository | undefined;
  /** In force, else of the commit that is checked out, else of the files as they lie here, else built in. */
  readonly settings: Settings;
  /** The same; undefined where there is none, or none that holds. */
  readonly catalog: Catalog | undefined;
  /** Whoever runs this repository at this moment. */
  readonly holder: Holder | undefined;
  /** PATH as its runs get it: the runner's, where one is up. */
  readonly path: string;
}

/** A host with a repository and what its runner knows. */
export interface Patient extends HostPatient {
  readonly here: Here;
  readonly core: Core;
}

type Look<P> = (patient: P) => Promise<readonly Finding[]> | readonly Finding[];

/** Looks, and changes nothing. One that throws is a finding by itself: others go on. `of`: what there has to be. */
export type Check =
  | { readonly name: string; readonly of: "host"; readonly look: Look<HostPatient> }
  | { readonly name: string; readonly of: "repository"; readonly look: Look<Patient> };

export function fine(what: string, found: string): Finding {
  return { state: "ok", what, found };
}

export function warning(what: string, found: string, fix: string): Finding {
  return { state: "warning", what, found, fix };
}

export function problem(what: string, found: string, fix: string): Finding {
  return { state: "problem", what, found, fix };
}
