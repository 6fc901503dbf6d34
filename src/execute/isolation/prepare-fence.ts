import { existsSync, mkdirSync, realpathSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Result } from "../../model/result.ts";
import { failure, ok } from "../../model/result.ts";
import type { LaunchOrder } from "../index.ts";
import { ownPlaces } from "../launch/own-places.ts";
import type { RunFolder } from "../launch/run-folder.ts";
import { readProc } from "../processes/read-process.ts";
import type { Abilities } from "./abilities.ts";
import type { Fence } from "./choose-means.ts";
import { chooseMeans } from "./choose-means.ts";
import type { Account } from "./find-account.ts";
import { findLentFolder, lendFolder, writeEnvironment } from "./lend-folder.ts";
import { makeGroup } from "./make-group.ts";
import { parseMounts, planMounts, switches } from "./plan-mounts.ts";
import { wrapCommand } from "./wrap-command.ts";

/** What a launch needs to know of its fence. */
export interface PreparedFence {
  /** Before those of the command, and of its check. */
  readonly words: readonly string[];
  /** What the shim starts with: all of it, or no more than the helpers need, where the rest is another user's. */
  readonly environment: ReadonlyMap<string, string>;
  readonly tmp: string;
  readonly script: string;
  readonly checkScript: string;
  /** Whom the files belong to, where not to the runner. */
  readonly lentTo: Account | undefined;
  readonly group: string | undefined;
  readonly watchedMemory: number | undefined;
}

/** What root's helpers get: nothing that a task, or its user, has a say in. */
const helpersPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/**
 * Chooses the means and lays out what they need: lent folder, control group. A sentence for people where it cannot be
 * done: the run does not start then, for it must not run with less. Throws what the file system says.
 */
export function prepareFence(
  order: LaunchOrder,
  of: { folder: RunFolder; abilities: Abilities; groups: string | undefined },
): Result<PreparedFence, string> {
  const { folder, abilities } = of;
  const choice = chooseMeans(order.isolation, order.account, abilities);
  if (choice.kind === "lacks")
    return failure(
      `This host cannot run it as asked: ${choice.lacks.map(({ problem, hint }) => `${problem}. ${hint}`).join(" ")}`,
    );
  const { fence } = choice;
  const lentTo = fence.becomes?.uid === 0 ? undefined : fence.becomes;
  if (lentTo && folder.lent === undefined) throw new Error("there is no place for what a run's user must reach");
  const lent = lentTo && findLentFolder(folder.lent!);
  if (lentTo && lent) {
    const done = lendFolder(lent, lentTo);
    if (!done.ok) return done;
  }
  const places = lent ?? { tmp: folder.tmp, script: folder.script, checkScript: folder.checkScript };
  const environment = new Map([...order.environment, ...ownPlaces(order, places.tmp)]);
  if ((lent ?? fence.files) && !environment.has("TMPDIR")) environment.set("TMPDIR", places.tmp);
  if (lentTo && lent) writeEnvironment(lent.environment, environment, lentTo);
  const group = fence.group && of.groups !== undefined ? nameGroup(of.groups, order) : undefined;
  if (group !== undefined) {
    makeGroup(group, fence.group!);
    writeFileSync(folder.cgroup, group);
  }
  if (fence.watchedMemory !== undefined) writeFileSync(folder.memory, String(fence.watchedMemory));
  mkdirSync(places.tmp, { recursive: true, mode: 0o700 });
  const mounts = planPlaces(order, fence, places.tmp);
  if (!mounts.ok) return mounts;
  return ok({
    words: wrapCommand(fence, { ...mounts.value, group, environment: lent?.environment }, abilities.tools),
    environment: lent ? bare(environment) : environment,
    tmp: places.tmp,
    script: places.script,
    checkScript: places.checkScript,
    lentTo,
    group,
    watchedMemory: fence.watchedMemory,
  });
}

/** A new one where the last attempt left something running in its own: the kernel counts by group, for good. */
function nameGroup(groups: string, { run, launch }: LaunchOrder): string {
  const group = `${groups}/${run}`;
  return existsSync(group) ? `${group}.${launch}` : group;
}

/** By these a kill finds the run's processes, the helpers as well. */
function bare(environment: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const kept = ["RUNNER_RUN_ID", "RUNNER_TMP"].map((name) => [name, environment.get(name) ?? ""] as const);
  return new Map([["PATH", helpersPath], ...kept]);
}

function planPlaces(order: LaunchOrder, { files }: Fence, tmp: string) {
  const workdir = resolve(order.workspace, order.workdir);
  if (!files)
    return ok({ workdir, mounts: { bind: [], readOnly: [] }, readOnly: [], writable: [], temporary: undefined });
  for (const [key, paths] of [["read_only", files.readOnly] as const, ["writable", files.writable] as const]) {
    const missing = paths.find((path) => !existsSync(path));
    if (missing !== undefined)
      return failure(`There is no ${missing}, which ${key} names. Make it first, or take it off the list.`);
  }
  const readOnly = files.readOnly.map((path) => realpathSync(path));
  // A work tree of its own is there to be written to.
  const own = order.workspaceIsOwn ? [order.workspace] : [];
  const writable = [...files.writable, tmp, ...own].map((path) => realpathSync(path));
  const isPrivate =
    isBelow("/tmp", readOnly) && ![workdir, order.workspace, ...writable].some((path) => isBelow(path, temporaries));
  const all = parseMounts(readProc("self/mountinfo") ?? "").filter(({ point }) => existsSync(point));
  const mounts = planMounts({
    mounts: all,
    readOnly,
    writable: [...writable, ...(isPrivate ? temporaries : [])],
    switches: switches.filter((path) => existsSync(path)),
  });
  return ok({ workdir, mounts, readOnly, writable, temporary: isPrivate ? tmp : undefined });
}

const temporaries = ["/tmp", "/var/tmp"];

function isBelow(path: string, folders: readonly string[]): boolean {
  return folders.some((folder) => path === folder || path.startsWith(folder === "/" ? "/" : `${folder}/`));
}
