import { userInfo } from "node:os";
import type { Executor, LaunchOrder } from "../execute/index.ts";
import { makeEnvironment } from "../execute/index.ts";
import type { Event } from "../model/event.ts";
import type { Instant } from "../model/instant.ts";
import type { RunId } from "../model/ids.ts";
import type { Active } from "../model/memory.ts";
import type { Exit } from "../model/run.ts";
import type { Undo } from "./undo-run.ts";
import { rollbackOf } from "./undo-run.ts";
import type { Workspaces } from "./workspaces.ts";

export interface LaunchEdges {
  readonly now: () => Instant;
  readonly executor: Executor;
  readonly workspaces: Workspaces;
  readonly undo: Undo;
  /** The runner has let go: what has not started by then is the next one's to start. */
  readonly isStopped: () => boolean;
  /** Absolute path of the repository, for RUNNER_REPO. */
  readonly repository: string;
}

/** Creates the process of an attempt whose intent is in the journal. What comes of it is an event. */
export async function launch(edges: LaunchEdges, active: Active, tell: (event: Event) => void): Promise<void> {
  const about = { run: active.wanted.id, launch: active.launch };
  const undone = rollbackOf(active);
  if (undone !== undefined) return rollBack(edges, active, undone, tell);
  const workspace = await edges.workspaces.prepare(active);
  if (edges.isStopped()) return;
  const saved = await edges.undo.protect(active);
  if (edges.isStopped()) return;
  const started = !workspace.ok
    ? { kind: "unstartable" as const, problem: `${workspace.error.what}. ${workspace.error.hint}` }
    : !saved.ok
      ? { kind: "unstartable" as const, problem: saved.error }
      : await edges.executor.start(makeOrder(edges, active, workspace.value));
  const now = edges.now();
  if (started.kind === "started") {
    tell({ kind: "started", now, ...about, process: started.process, at: started.at });
  } else {
    const exit = { kind: "unstartable", problem: started.problem } as const;
    tell({ kind: "attempt-ended", now, ...about, exit, at: now, startedAt: now, resources: {} });
  }
}

/** No process: the end is told as that of one. Killed in between, it is launched again, and goes on where it was. */
async function rollBack(
  edges: LaunchEdges,
  active: Active,
  undone: RunId,
  tell: (event: Event) => void,
): Promise<void> {
  const startedAt = edges.now();
  const rollback = await edges.undo.rollBack(active, undone);
  const exit: Exit =
    rollback.state === "done"
      ? { kind: "exited", code: active.task.successExitCodes[0]! }
      : { kind: "unstartable", problem: rollback.detail };
  const now = edges.now();
  const about = { run: active.wanted.id, launch: active.launch };
  tell({ kind: "attempt-ended", now, ...about, exit, at: now, startedAt, resources: {}, rollback });
}

function makeOrder(edges: LaunchEdges, active: Active, workspace: string): LaunchOrder {
  const { wanted, task, attempt, launch, revision } = active;
  return {
    run: wanted.id,
    task: task.id,
    attempt,
    launch,
    command: task.command,
    check: attempt === 1 ? task.check : undefined,
    shell: task.shell,
    workspace,
    workdir: task.workdir,
    environment: makeEnvironment({
      task,
      wanted,
      attempt,
      revision: revision!,
      repository: edges.repository,
      runner: process.env,
      user: whoami(),
    }),
  };
}

let known: { name: string; home: string; shell: string } | undefined;

/** The user the runner runs as; a uid without an entry in passwd(5) has none. */
function whoami(): { name: string; home: string; shell: string } {
  if (known) return known;
  try {
    const { username, homedir, shell } = userInfo();
    known = { name: username, home: homedir, shell: shell ?? "/bin/sh" };
  } catch {
    known = { name: String(process.getuid?.() ?? ""), home: "/", shell: "/bin/sh" };
  }
  return known;
}
