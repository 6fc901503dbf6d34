import { userInfo } from "node:os";
import type { Account, Executor, LaunchOrder, Started } from "../execute/index.ts";
import { findAccount, makeEnvironment } from "../execute/index.ts";
import type { Journal } from "../journal/index.ts";
import type { Event } from "../model/event.ts";
import type { Instant } from "../model/instant.ts";
import type { RunId } from "../model/ids.ts";
import type { Active } from "../model/memory.ts";
import type { Result } from "../model/result.ts";
import { failure, ok } from "../model/result.ts";
import type { Exit } from "../model/run.ts";
import { makeRedactor } from "../redact/index.ts";
import { readSecrets } from "../secrets/index.ts";
import { renderNeeds } from "./render-needs.ts";
import type { Undo } from "./undo-run.ts";
import { rollbackOf } from "./undo-run.ts";
import type { Workspaces } from "./workspaces.ts";

export interface LaunchEdges {
  readonly now: () => Instant;
  readonly executor: Executor;
  readonly workspaces: Workspaces;
  readonly undo: Undo;
  readonly journal: Pick<Journal, "run">;
  /** The runner has let go: what has not started by then is the next one's to start. */
  readonly isStopped: () => boolean;
  /** The name of this host in reports. */
  readonly host: string;
  /** Absolute path of the repository, for RUNNER_REPO. */
  readonly repository: string;
}

/** Creates the process of an attempt whose intent is in the journal. What comes of it is an event. */
export async function launch(edges: LaunchEdges, active: Active, tell: (event: Event) => void): Promise<void> {
  const about = { run: active.wanted.id, launch: active.launch };
  const undone = rollbackOf(active);
  if (undone !== undefined) return rollBack(edges, active, undone, tell);
  const place = await prepare(edges, active);
  if (edges.isStopped()) return;
  const started = place.ok
    ? await start(edges, active, place.value)
    : { kind: "unstartable" as const, problem: place.error };
  if (started === undefined) return;
  const now = edges.now();
  if (started.kind === "started") {
    tell({ kind: "started", now, ...about, process: started.process, at: started.at });
  } else {
    const exit = { ...started, kind: "unstartable" } as const;
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

/** Who runs it, in which folder, and after whom. */
interface Place {
  readonly workspace: string;
  /** Undefined: whoever the runner is. */
  readonly account: Account | undefined;
  /** What its needs had to say; undefined: it has none. */
  readonly needs: string | undefined;
}

/** A sentence where something is not there. */
async function prepare(edges: LaunchEdges, active: Active): Promise<Result<Place, string>> {
  const { user } = active.task.isolation;
  const account = user ? await findAccount(user) : ok(undefined);
  if (!account.ok) return failure(`It cannot run as its user: ${account.error}. Make that user, or correct the name.`);
  const workspace = await edges.workspaces.prepare(active, account.value);
  if (!workspace.ok) return failure(`${workspace.error.what}. ${workspace.error.hint}`);
  const needs = active.needed.length === 0 ? ok(undefined) : renderNeeds(edges.journal, active);
  if (!needs.ok) return needs;
  return ok({ workspace: workspace.value, account: account.value, needs: needs.value });
}

/**
 * After what it protects has been copied, and with its secrets, read for this attempt alone. Undefined: the runner has let
 * go meanwhile.
 */
async function start(
  edges: LaunchEdges,
  active: Active,
  place: Place,
): Promise<Started | (Started & { kind: "unstartable"; reason: "secret" }) | undefined> {
  const { task } = active;
  const saved = await edges.undo.protect(active);
  if (edges.isStopped()) return undefined;
  if (!saved.ok) return { kind: "unstartable", problem: saved.error };
  if (task.secrets.length === 0) return edges.executor.start(makeOrder(edges, active, place));
  const read = await readSecrets(task.secrets, { env: process.env, workspace: place.workspace });
  if (edges.isStopped()) return undefined;
  const names = [task.id, active.wanted.id, edges.host];
  const values = read.ok ? refuseNames(read.value, names) : read;
  if (!values.ok) return { kind: "unstartable", problem: values.error, reason: "secret" };
  const pick = (as: "value" | "file"): Map<string, string> =>
    new Map(
      task.secrets
        .filter((secret) => secret.as === as)
        .map(({ variable, name }) => [variable, values.value.get(name)!]),
    );
  const order = makeOrder(edges, active, place, pick("value"));
  const started = await edges.executor.start({
    ...order,
    secrets: { values: [...values.value.values()], files: pick("file") },
  });
  if (started.kind === "started") return started;
  return { ...started, problem: makeRedactor([...values.value.values()]).text(started.problem) };
}

/** What stands in the paths of every report cannot be masked there. */
function refuseNames(
  values: ReadonlyMap<string, string>,
  names: readonly string[],
): Result<ReadonlyMap<string, string>, string> {
  for (const [secret, value] of values) {
    if (names.some((name) => name.toLowerCase().includes(value.toLowerCase())))
      return failure(`The secret ${secret} cannot be used: it is part of the name of its task, run or host.`);
  }
  return ok(values);
}

function makeOrder(
  edges: LaunchEdges,
  active: Active,
  { workspace, account, needs }: Place,
  secrets: ReadonlyMap<string, string> = new Map(),
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
    ...(needs !== undefined && { needs }),
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
      secrets,
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
