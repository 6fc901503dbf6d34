import { join } from "node:path";
import { resolveParams } from "../definition/params/resolve-params.ts";
import type { Account, Executor, LaunchOrder, Started } from "../execute/index.ts";
import { findAccount, makeEnvironment } from "../execute/index.ts";
import type { Journal } from "../journal/index.ts";
import type { Event } from "../model/event.ts";
import type { Instant } from "../model/instant.ts";
import type { RunId } from "../model/ids.ts";
import type { Interpreters } from "../model/interpreters.ts";
import { shellHere } from "../model/interpreters.ts";
import type { Active } from "../model/memory.ts";
import type { ParamValues } from "../model/params.ts";
import { noValues, secretTexts, withoutSecret } from "../model/params.ts";
import { fillCommand } from "../model/placeholder.ts";
import type { Command } from "../model/task.ts";
import type { Result } from "../model/result.ts";
import { failure, ok } from "../model/result.ts";
import type { Exit } from "../model/run.ts";
import { makeRedactor } from "../redact/index.ts";
import { readSecrets } from "../secrets/index.ts";
import { resolveAction, withProtected } from "./resolve-action.ts";
import { renderNeeds } from "./render-needs.ts";
import type { Undo } from "./undo-run.ts";
import { rollbackOf } from "./undo-run.ts";
import { whoami } from "./whoami.ts";
import type { Workspaces } from "./workspaces.ts";

export interface LaunchEdges {
  readonly now: () => Instant;
  readonly executor: Executor;
  readonly workspaces: Workspaces;
  readonly undo: Undo;
  readonly journal: Pick<Journal, "run">;
  /** The runner has let go: what has not started by then is the next one's to start. */
  readonly isStopped: () => boolean;
  /** What `shell` means on this host. */
  readonly interpreters: Interpreters;
  /** The name of this host in reports. */
  readonly host: string;
  /** The folder of the actions that come with the program. */
  readonly builtInActions: string;
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

/**
 * Where the task has no `rollback` of its own there is no process: the end is told as that of one. Killed in between, it is
 * launched again, and goes on where it was.
 */
async function rollBack(
  edges: LaunchEdges,
  active: Active,
  undone: RunId,
  tell: (event: Event) => void,
): Promise<void> {
  const startedAt = edges.now();
  const rollback = await edges.undo.rollBack(active, undone);
  if (rollback.state === "done" && active.task.rollback) {
    if (edges.isStopped()) return;
    const started = await startRollback(edges, active, undone);
    if (started === undefined) return;
    const now = edges.now();
    const about = { run: active.wanted.id, launch: active.launch };
    if (started.kind === "started") return tell({ now, ...about, ...started });
    const exit: Exit = { kind: "unstartable", problem: started.problem };
    return tell({ kind: "attempt-ended", now, ...about, exit, at: now, startedAt, resources: {} });
  }
  const exit: Exit =
    rollback.state === "done"
      ? { kind: "exited", code: active.task.successExitCodes[0]! }
      : { kind: "unstartable", problem: rollback.detail };
  const now = edges.now();
  const about = { run: active.wanted.id, launch: active.launch };
  const outputs = rollback.left && { outputs: { data: { left: rollback.left.map((one) => ({ ...one })) } } };
  tell({ kind: "attempt-ended", now, ...about, exit, at: now, startedAt, resources: {}, rollback, ...outputs });
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
 * The task's `rollback`, as the process of this launch: with the environment of the run that it undoes. Undefined: the
 * runner has let go meanwhile.
 */
export async function startRollback(edges: LaunchEdges, active: Active, undone: RunId): Promise<Started | undefined> {
  const place = await prepare(edges, active);
  if (!place.ok) return { kind: "unstartable", problem: place.error };
  const { slot, trigger, attempts } = edges.undo.findEnd(undone) ?? { ...active.wanted, attempts: [] };
  const command = active.task.rollback!;
  const as: Active = {
    ...active,
    attempt: attempts.at(-1)?.number ?? active.attempt,
    wanted: { ...active.wanted, slot, trigger },
    task: { ...active.task, command, check: undefined },
  };
  return startProcess(edges, as, place.value, {
    // Nobody keeps the secret ones.
    params: trigger.kind === "request" ? withoutSecret(trigger.params ?? noValues, active.task.params) : noValues,
    more: { RUNNER_ROLLBACK: "1", RUNNER_ROLLBACK_OF: undone },
  });
}

/**
 * After what it protects has been copied, and with its secrets, read for this attempt alone. Undefined: the runner has let
 * go meanwhile.
 */
async function start(
  edges: LaunchEdges,
  active: Active,
  place: Place,
): Promise<Started | (Started & { kind: "unstartable"; reason: "secret" | "protect" }) | undefined> {
  // A revision that came into force while it waited may take others.
  const params = resolveParams(active.task.params, active.wanted.params ?? noValues);
  if (!params.ok) return cannotRun(params.error);
  const saved = await edges.undo.protect(withProtected(active, params.value), place.account);
  if (edges.isStopped()) return undefined;
  if (!saved.ok) return { kind: "unstartable", problem: saved.error, reason: "protect" };
  return startProcess(edges, active, place, { params: params.value, more: {} });
}

async function startProcess(
  edges: LaunchEdges,
  active: Active,
  place: Place,
  { params, more }: { params: ParamValues; more: Readonly<Record<string, string>> },
): Promise<Started | (Started & { kind: "unstartable"; reason: "secret" }) | undefined> {
  const { task } = active;
  const passed = secretTexts(params, task.params);
  if (task.secrets.length + passed.length === 0) {
    const given = resolveAction(task, params, noSecrets);
    return given.ok
      ? edges.executor.start(makeOrder(edges, active, { place, params: given.value, more }))
      : cannotRun(given.error);
  }
  const read = await readSecrets(task.secrets, { env: process.env, workspace: place.workspace });
  if (edges.isStopped()) return undefined;
  const names = [task.id, active.wanted.id, edges.host];
  const values = read.ok ? refuseNames(read.value, passed, names) : read;
  if (!values.ok) return { kind: "unstartable", problem: values.error, reason: "secret" };
  const given = resolveAction(task, params, values.value);
  const ofAction = given.ok ? secretTexts(given.value, task.action?.params) : [];
  const all = [...new Set([...values.value.values(), ...passed, ...ofAction])];
  if (!given.ok) {
    const { kind, problem } = cannotRun(given.error);
    return { kind, problem: makeRedactor(all).text(problem) };
  }
  const pick = (as: "value" | "file"): Map<string, string> =>
    new Map(
      task.secrets
        .filter((secret) => secret.as === as)
        .map(({ variable, name }) => [variable, values.value.get(name)!]),
    );
  const order = makeOrder(edges, active, { place, params: given.value, secrets: pick("value"), more });
  const started = await edges.executor.start({
    ...order,
    secrets: { values: all, files: pick("file") },
  });
  if (started.kind === "started") return started;
  return { ...started, problem: makeRedactor(all).text(started.problem) };
}

const noSecrets: ReadonlyMap<string, string> = new Map();

function cannotRun(of: { what: string; hint: string }): Started & { readonly kind: "unstartable" } {
  return { kind: "unstartable", problem: `It cannot run: ${of.what}. ${of.hint}` };
}

/** What stands in the paths of every report cannot be masked there. */
function refuseNames(
  values: ReadonlyMap<string, string>,
  passed: readonly string[],
  names: readonly string[],
): Result<ReadonlyMap<string, string>, string> {
  const isNamed = (value: string): boolean => names.some((name) => name.toLowerCase().includes(value.toLowerCase()));
  for (const [secret, value] of values) {
    if (isNamed(value))
      return failure(`The secret ${secret} cannot be used: it is part of the name of its task, run or host.`);
  }
  if (passed.some(isNamed))
    return failure("A secret parameter cannot be used: it is part of the name of its task, run or host.");
  return ok(values);
}

function makeOrder(
  edges: LaunchEdges,
  active: Active,
  of: {
    place: Place;
    params: ParamValues;
    secrets?: ReadonlyMap<string, string>;
    more: Readonly<Record<string, string>>;
  },
): LaunchOrder {
  const { params, secrets = new Map<string, string>() } = of;
  const { workspace, account, needs } = of.place;
  const { wanted, task, attempt, launch, revision } = active;
  return {
    run: wanted.id,
    task: task.id,
    attempt,
    launch,
    command: shellOf(fillCommand(task.command, params), edges),
    check: attempt === 1 && task.check ? shellOf(fillCommand(task.check, params), edges) : undefined,
    shell: shellHere(task.shell, edges.interpreters),
    isolation: task.isolation,
    ...(needs !== undefined && { needs }),
    account,
    ...(task.action?.isBuiltIn && { action: join(edges.builtInActions, task.action.name) }),
    workspace,
    workspaceIsOwn: task.workspace === "worktree",
    workdir: task.workdir,
    environment: new Map([
      ...makeEnvironment({
        task,
        wanted,
        attempt,
        revision: revision!,
        repository: edges.repository,
        secrets,
        params,
        runner: process.env,
        user: account ?? whoami(),
      }),
      ...Object.entries(of.more),
    ]),
  };
}

/** An action says itself what its scripts are for; which program that is, is this host's matter. */
function shellOf(command: Command, { interpreters }: LaunchEdges): Command {
  if (command.kind === "argv" || command.shell === undefined) return command;
  return { ...command, shell: shellHere(command.shell, interpreters) };
}
