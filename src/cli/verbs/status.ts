import type { State } from "../../decide/index.ts";
import { byCodePoint } from "../../model/compare.ts";
import { renderInstant } from "../../model/instant.ts";
import type { TaskId } from "../../model/ids.ts";
import { parseStatusMemory, statusNote } from "../../reconcile/statuses/status-memory.ts";
import { exitCodes } from "../exit-codes.ts";
import { findHolder } from "../find-holder.ts";
import type { ActiveRun, WaitingRun } from "../open-runs.ts";
import { listActive, listWaiting } from "../open-runs.ts";
import type { Here } from "../open-here.ts";
import { openHere } from "../open-here.ts";
import { printFault } from "../print-fault.ts";
import { printJson } from "../print-json.ts";
import { printUnknownTask } from "../print-unknown-task.ts";
import type { Core } from "../read-core.ts";
import { readCore } from "../read-core.ts";
import { readTools } from "../read-tools.ts";
import { renderStatus } from "../render-status.ts";
import type { RevisionTrouble } from "../revision-trouble.ts";
import { findRevisionTrouble, toRevisionTrouble } from "../revision-trouble.ts";
import type { TaskStanding } from "../standing.ts";
import { standingOf, standingOrder } from "../standing.ts";
import type { Verb } from "../verb.ts";

export const verb: Verb = {
  summary: "how everything is: the runner, the revision in force, what runs, waits, fails",
  example: `runner status
Works with and without a runner. Trouble comes first; \`runner explain TASK\` tells more about one.`,
  declare: (command) => void command.argument("[task]", "this task alone"),
  readsClock: true,
  async run(call) {
    const { io } = call;
    const opened = await openHere(call);
    if ("code" in opened) return opened.code;
    const read = await readCore(opened.here, { now: io.now() });
    if (!read.ok) return printFault(io, read.error);
    const core = read.value;
    try {
      const [task] = call.args;
      const tasks = core.state.catalog?.tasks;
      if (task !== undefined && tasks && !tasks.has(task as TaskId)) return printUnknownTask(io, task, tasks.keys());
      const waiting = [...core.state.waiting.values()].flatMap(({ wanted }) => tasks?.get(wanted.task) ?? []);
      await readTools(core, waiting, io.now);
      const status = makeStatus(opened.here, core, task);
      if (call.json) printJson(io, status);
      else io.out(renderStatus(call, core, status));
      return exitCodes.fine;
    } finally {
      core.close();
    }
  },
};

/** What `--json` prints. Instants are RFC 3339 in UTC; what does not apply is absent. */
export interface Status {
  /** Who runs this repository: `verb` is `start` for the daemon, else a verb that does so for its own time. */
  readonly runner: { readonly up: boolean; readonly pid?: number; readonly verb?: string; readonly since?: string };
  /** In force on this host. */
  readonly revision?: {
    readonly sha: string;
    readonly subject: string;
    readonly since: string;
    /** Made from uncommitted files. */
    readonly worktree: boolean;
  };
  /** A newer one that did not come into force. */
  readonly trouble?: RevisionTrouble;
  /** Everything is paused. */
  readonly paused?: { readonly reason: string; readonly at: string };
  readonly active: readonly ActiveRun[];
  readonly waiting: readonly WaitingRun[];
  /** Trouble first, then by id. */
  readonly tasks: readonly TaskStanding[];
  /** Commit statuses that wait for the forge to take them, and why. */
  readonly forge?: { readonly waiting: number; readonly what: string; readonly hint: string };
  /** Reports and revision events that wait to be published. */
  readonly unpublished: number;
}

function makeStatus(here: Here, core: Core, only: string | undefined): Status {
  const { state, inForce, journal } = core;
  const trouble = findRevisionTrouble(core);
  const isMeant = ({ task }: { task: string }): boolean => only === undefined || task === only;
  return {
    runner: tellRunner(here),
    ...(inForce && {
      revision: {
        sha: inForce.revision.sha,
        subject: inForce.revision.subject,
        since: renderInstant(inForce.since),
        worktree: inForce.revision.worktree,
      },
    }),
    ...(trouble && { trouble: toRevisionTrouble(trouble) }),
    ...(state.paused && { paused: { reason: state.paused.reason, at: renderInstant(state.paused.at) } }),
    active: listActive(state.active.values(), here.stateDir).filter(isMeant),
    waiting: listWaiting(core).filter(isMeant),
    tasks: listTasks(state).filter(({ id }) => isMeant({ task: id })),
    ...forgeTrouble(core),
    unpublished: journal?.countUnpublished() ?? 0,
  };
}

function forgeTrouble({ journal }: Core): Pick<Status, "forge"> {
  const { waiting, trouble } = parseStatusMemory(journal?.note(statusNote));
  return trouble && waiting.length > 0 ? { forge: { waiting: waiting.length, ...trouble } } : {};
}

function tellRunner({ stateDir }: Here): Status["runner"] {
  const found = findHolder(stateDir);
  if (!found) return { up: false };
  const { holder } = found;
  return { up: true, ...(holder && { pid: holder.pid, verb: holder.verb, since: renderInstant(holder.since) }) };
}

function listTasks(state: State): readonly TaskStanding[] {
  const tasks = [...(state.catalog?.tasks.values() ?? [])].map((task) => standingOf(state, task));
  const rank = new Map(standingOrder.map((name, index) => [name, index]));
  return tasks.sort((a, b) => rank.get(a.state)! - rank.get(b.state)! || byCodePoint(a.id, b.id));
}
