import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { RunUser } from "../../model/isolation.ts";
import type { Result } from "../../model/result.ts";
import { failure, ok } from "../../model/result.ts";

/** A user of this host, and the group that a run of his has first. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
  readonly shell: string;
  /** In passwd(5), so that there may be more groups. */
  readonly isListed: boolean;
}

/** A directory service that does not answer: a run that never starts is worse than one that says why. */
const patienceMs = 10_000;

/** Asks the host, directory services too (getent(1), nsswitch.conf(5)); a failure is a clause about what is not there. */
export async function findAccount(user: RunUser): Promise<Result<Account, string>> {
  const line = await getent("passwd", user.name);
  if (!line.ok) return line;
  const group = user.group === undefined ? ok(undefined) : await findGroup(user.group);
  if (!group.ok) return group;
  if (line.value === undefined) {
    if (!/^\d+$/.test(user.name)) return failure(`there is no user "${user.name}"`);
    if (group.value === undefined)
      return failure(`the user ${user.name} has no entry of its own, so it needs a group: "${user.name}:GROUP"`);
    return ok({
      name: user.name,
      uid: Number(user.name),
      gid: group.value,
      home: "/",
      shell: "/bin/sh",
      isListed: false,
    });
  }
  // name:password:uid:gid:comment:home:shell
  const [name = "", , uid, gid, , home, shell] = line.value.split(":");
  return ok({
    name,
    uid: Number(uid),
    gid: group.value ?? Number(gid),
    home: home || "/",
    shell: shell || "/bin/sh",
    isListed: true,
  });
}

async function findGroup(group: string): Promise<Result<number | undefined, string>> {
  const line = await getent("group", group);
  if (!line.ok) return line;
  if (line.value !== undefined) return ok(Number(line.value.split(":")[2]));
  return /^\d+$/.test(group) ? ok(Number(group)) : failure(`there is no group "${group}"`);
}

/** The line of that database; undefined: there is none. getent(1) exits with 2 then. */
async function getent(database: "passwd" | "group", key: string): Promise<Result<string | undefined, string>> {
  try {
    const { stdout } = await promisify(execFile)("getent", [database, key], { timeout: patienceMs });
    return ok(stdout.split("\n")[0]);
  } catch (error) {
    const { code, message } = error as { code?: number | string; message: string };
    if (code === 2) return ok(undefined);
    return failure(`getent ${database} ${key} does not answer: ${message.split("\n")[0]}`);
  }
}
