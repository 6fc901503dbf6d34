import { userInfo } from "node:os";
import type { Account, Executor, LaunchOrder } from "../execute/index.ts";
import { findAccount, makeEnvironment } from "../execute/index.ts";
import type { Event } from "../model/event.ts";
import type { Instant } from "../model/instant.ts";
import type { Active } from "../model/memory.ts";
import type { Result } from "../model/result.ts";
import { failure, ok } from "../model/result.ts";
import type { Workspaces } from "./workspaces.ts";

export interface LaunchEdges {
  readonly now: () => Instant;
  readonly executor: Executor;
  readonly workspaces: Workspaces;
  /** The runner has let go: what has not started by then is the next one's to start. */
  readonly isStopped: () => boolean;
  /** Absolute path of the repository, for RUNNER_REPO. */
  readonly repository: string;
}

/** Creates the process of an attempt whose intent is in the journal. What comes of it is an event. */
export async function launch(edges: LaunchEdges, active: Active, tell: (event: Event) => void): Promise<void> {
  const about = { run: active.wanted.id, launch: active.launch };
  const order = await prepare(edges, active);
  if (edges.isStopped()) return;
  const started = order.ok
    ? await edges.executor.start(order.value)
    : { kind: "unstartable" as const, problem: order.error };
  const now = edges.now();
  if (started.kind === "started") {
    tell({ kind: "started", now, ...about, process: started.process, at: started.at });
  } else {
    const exit = { kind: "unstartable", problem: started.problem } as const;
    tell({ kind: "attempt-ended", now, ...about, exit, at: now, startedAt: now, resources: {} });
  }
}

/** Who runs it, where, and what: or a sentence about what is not there. */
async function prepare(edges: LaunchEdges, active: Active): Promise<Result<LaunchOrder, string>> {
  const { user } = active.task.isolation;
  const account = user ? await findAccount(user) : ok(undefined);
  if (!account.ok) return failure(`It cannot run as its user: ${account.error}. Make that user, or correct the name.`);
  const workspace = await edges.workspaces.prepare(active, account.value);
  if (!workspace.ok) return failure(`${workspace.error.what}. ${workspace.error.hint}`);
  return ok(makeOrder(edges, active, { workspace: workspace.value, account: account.value }));
}

function makeOrder(
  edges: LaunchEdges,
  active: Active,
  { workspace, account }: { workspace: string; account: Account | undefined },
): LaunchOrder {
  const { wanted, task, attempt, launch, revision } = active;
  return {
    run: wanted.id,
    task: task.id,
    attempt,
    launch,
    command: task.command,
    check: attempt === 1 ? task.check : undefined,
    shell: task.shell,
    isolation: task.isolation,
    account,
    workspace,
    workspaceIsOwn: task.workspace === "worktree",
    workdir: task.workdir,
    environment: makeEnvironment({
      task,
      wanted,
      attempt,
      revision: revision!,
      repository: edges.repository,
      runner: process.env,
      user: account ?? whoami(),
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
