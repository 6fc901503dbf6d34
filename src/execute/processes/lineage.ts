import type { RunId } from "../../model/ids.ts";
import type { ProcessKey } from "../../model/run.ts";
import type { RunFolder } from "../launch/run-folder.ts";

/** What the processes of a run can be recognised by. */
export interface Lineage {
  readonly run: RunId;
  readonly launch: number;
  readonly folder: RunFolder;
  /** Leads the present launch. What earlier ones left running belongs to the run as well. */
  readonly shim: ProcessKey;
  /** Absolute path of the run's control group, once it has one. */
  cgroup: string | undefined;
  /** Members noticed while it was up, start ticks by pid: a daemon that cut all ties may be among them. */
  readonly seen: Map<number, number>;
  /** Members that may not be signalled, being another user's by now: start ticks by pid. No sweep waits for them. */
  readonly denied: Map<number, number>;
  /** The runner itself and the programs that it runs for its own ends. Never touched. */
  readonly spared: ReadonlySet<number>;
}
