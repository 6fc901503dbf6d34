import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  chownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { resolveParams } from "../../src/definition/params/resolve-params.ts";
import { needTools } from "./need-tools.ts";
import { pathOf } from "./path-of.ts";
import { findAction, makeFolder, runAction, snapshot } from "./run-action.ts";
import { hasPassword, makeUser, shadow } from "./test-users.ts";

needTools({ useradd: "passwd", perl: "perl-base", flock: "util-linux", mount: "mount" });

/** A folder in which `name` is a program that records its arguments and environment before it does what it does. */
function spyOn(...names: string[]): { PATH: string; seen: () => string } {
  const folder = makeFolder();
  for (const name of names) {
    const real = execFileSync("sh", ["-c", `command -v ${name}`], { encoding: "utf8" }).trim();
    const spy = `#!/bin/sh\n{ echo ${name} "$@"; env; } >> ${folder}/seen\nexec ${real} "$@"\n`;
    writeFileSync(join(folder, name), spy);
    chmodSync(join(folder, name), 0o755);
  }
  return { PATH: `${folder}:${process.env["PATH"]!}`, seen: () => readFileSync(join(folder, "seen"), "utf8") };
}

test("the password is in a file of its owner, and nowhere else", async () => {
  const user = makeUser();
  const owner = makeUser();
  const folder = makeFolder();
  const file = join(folder, "secret");
  const spy = spyOn("chpasswd", "chage");
  const run = await runAction("password-reset", { user, notify: { file, owner } }, { env: { PATH: spy.PATH } });
  expect(run.code).toBe(0);
  const password = readFileSync(file, "utf8").trimEnd();
  expect(hasPassword(user, password)).toBe(true);
  expect(shadow(user)[2]).toBe("0");
  const status = statSync(file);
  expect([status.mode & 0o777, status.uid]).toEqual([0o600, Number(execFileSync("id", ["-u", owner]))]);
  expect(readdirSync(folder)).toEqual(["secret"]);

  expect(password).toMatch(/^([A-Za-z2-9]{5}-){3}[A-Za-z2-9]{5}$/);
  for (const text of [run.log, JSON.stringify(run.outputs), spy.seen()]) expect(text).not.toContain(password);
  expect(spy.seen()).toContain(`chage -d 0 ${user}`);
  expect(run.outputs.artifacts).toBeUndefined();
  expect(run.outputs.changes).toEqual([
    { kind: "file-created", path: file },
    { kind: "custom", what: "password-reset", user },
  ]);
});

test("or in the standard input of a command, and what that prints is not shown", async () => {
  const user = makeUser();
  const folder = makeFolder();
  const words = [
    "sh",
    "-c",
    `tee ${folder}/got; echo "$RESET_USER" > ${folder}/who; env > ${folder}/env; cat ${folder}/got >&2`,
  ];
  const run = await runAction("password-reset", { user, force_change: false, notify: { command: words } });
  expect(run).toMatchObject({ code: 0, outputs: { data: { delivered_by: "command", force_change: false } } });
  const password = readFileSync(join(folder, "got"), "utf8").trimEnd();
  expect(hasPassword(user, password)).toBe(true);
  expect(shadow(user)[2]).not.toBe("0");
  expect(readFileSync(join(folder, "who"), "utf8").trim()).toBe(user);
  for (const text of [run.log, JSON.stringify(run.outputs), readFileSync(join(folder, "env"), "utf8")])
    expect(text).not.toContain(password);
});

test("a dry run changes nothing", async () => {
  const user = makeUser();
  const folder = makeFolder();
  const before = [shadow(user), snapshot(folder, "with times")];
  const run = await runAction("password-reset", { user, notify: { file: join(folder, "x") } }, { dryRun: true });
  expect(run.code).toBe(0);
  expect(run.log).toContain(`would give ${user} a one-time password`);
  expect([shadow(user), snapshot(folder, "with times")]).toEqual(before);
});

test("one that could not be delivered is taken back", async () => {
  const user = makeUser();
  const before = shadow(user);
  const command = ["sh", "-c", "cat >&2; exit 3"];
  const run = await runAction("password-reset", { user, notify: { command } });
  expect(run).toMatchObject({ code: 1, outputs: { data: { restored: true } } });
  expect(run.outputs.summary).toContain("sh did not deliver the password (exit code 3); the old one is back");
  expect(shadow(user)).toEqual(before);
});

test("an account without a password has none afterwards, if it could not be delivered", async () => {
  const user = makeUser();
  execFileSync("passwd", ["--delete", user], { stdio: "ignore" });
  const before = shadow(user);
  const run = await runAction("password-reset", { user, reset_type: "admin", notify: { command: ["false"] } });
  expect(run).toMatchObject({ code: 1, outputs: { data: { restored: true } } });
  expect(shadow(user)).toEqual(before);
});

test("what a run that was killed has left of its file goes with the next", async () => {
  const user = makeUser();
  const folder = makeFolder();
  const fifo = join(makeFolder(), "started");
  execFileSync("mkfifo", [fifo]);
  const bin = makeFolder();
  let pid = 0;
  writeFileSync(join(bin, "chpasswd"), `#!/bin/sh\necho > ${fifo}; cat > /dev/null; exec cat ${fifo}\n`, {
    mode: 0o755,
  });
  const params = { user, notify: { file: join(folder, "secret") } };
  const killed = runAction("password-reset", params, {
    env: { PATH: `${bin}:${process.env["PATH"]}` },
    onStart: (started) => (pid = started),
  });
  await readFile(fifo);
  expect(readdirSync(folder)).toHaveLength(1);
  process.kill(actionBelow(pid), "SIGKILL");
  writeFileSync(fifo, "");
  expect((await killed).code).not.toBe(0);
  expect((await runAction("password-reset", params)).code).toBe(0);
  expect(readdirSync(folder)).toEqual(["secret"]);
  expect(hasPassword(user, readFileSync(join(folder, "secret"), "utf8").trimEnd())).toBe(true);
});

test("one that is stopped before it was delivered is taken back", async () => {
  const user = makeUser();
  const before = shadow(user);
  const fifo = join(makeFolder(), "started");
  execFileSync("mkfifo", [fifo]);
  let pid = 0;
  const command = ["sh", "-c", `echo > ${fifo}; exec sleep 1000`];
  const running = runAction("password-reset", { user, notify: { command } }, { onStart: (started) => (pid = started) });
  await readFile(fifo);
  expect(shadow(user)).not.toEqual(before);
  // By way of whatever is called python3, which may have started another.
  process.kill(actionBelow(pid), "SIGTERM");
  const run = await running;
  expect(run).toMatchObject({ code: 1, outputs: { summary: "it was stopped before it was done" } });
  expect(shadow(user)).toEqual(before);
});

function actionBelow(pid: number): number {
  const line = readFileSync(`/proc/${pid}/cmdline`, "utf8");
  if (line.includes("password_reset.py")) return pid;
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ")[0]);
}

test("on a full disk the old password stays", async () => {
  const user = makeUser();
  const before = shadow(user);
  const folder = join(makeFolder(), "full");
  mkdirSync(folder);
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=16k,mode=700", "none", folder]);
  try {
    expect(() => writeFileSync(join(folder, "filler"), Buffer.alloc(100_000))).toThrow("ENOSPC");
    const run = await runAction("password-reset", { user, notify: { file: join(folder, "secret") } });
    expect(run.code).toBe(1);
    expect(run.outputs.summary).toContain("the disk is full");
    expect(readdirSync(folder)).toEqual(["filler"]);
    expect(shadow(user)).toEqual(before);
  } finally {
    execFileSync("umount", [folder]);
  }
});

test.each([
  { name: "of the system", words: ["--system"], why: "is an account of the system" },
  { name: "without a shell", words: ["--shell", "/usr/sbin/nologin"], why: "has no login shell" },
  { name: "that has expired", words: ["--expiredate", "2020-01-01"], why: "has expired" },
  { name: "of an administrator", words: ["--groups", "sudo"], why: "is in the group sudo" },
])("an account $name asks an administrator", async ({ words, why }) => {
  const user = makeUser(...words);
  const before = shadow(user);
  const command = ["cat"];
  const run = await runAction("password-reset", { user, notify: { command } });
  expect(run.code).toBe(1);
  expect(run.outputs.summary).toContain(`${user} ${why}: an administrator has to decide that`);
  expect(shadow(user)).toEqual(before);
});

test("an account that is locked is unlocked by an administrator only", async () => {
  const user = makeUser();
  execFileSync("usermod", ["-L", user]);
  const file = join(makeFolder(), "secret");
  const refused = await runAction("password-reset", { user, notify: { file } });
  expect(refused.outputs.summary).toContain("is locked");
  const failing = { user, reset_type: "admin", notify: { command: ["false"] } };
  const before = shadow(user);
  expect((await runAction("password-reset", failing)).code).toBe(1);
  expect(shadow(user)).toEqual(before);
  const run = await runAction("password-reset", { user, reset_type: "admin", notify: { file } });
  expect(run.code).toBe(0);
  expect(hasPassword(user, readFileSync(file, "utf8").trimEnd())).toBe(true);
});

test("a place where others could take the file is refused", async () => {
  const user = makeUser();
  const before = shadow(user);
  const reset = async (file: string, owner = "root"): Promise<string | undefined> =>
    (await runAction("password-reset", { user, notify: { file, owner } })).outputs.summary;
  const open = makeFolder();
  chmodSync(open, 0o777);
  expect(await reset(join(open, "x"))).toContain(`others may write in ${open}`);
  const strange = makeFolder();
  chownSync(strange, 65534, 65534);
  expect(await reset(join(strange, "x"))).toContain("belongs to somebody else");
  const linked = makeFolder();
  symlinkSync("/etc/hostname", join(linked, "x"));
  expect(await reset(join(linked, "x"))).toContain("is there and no file");
  expect(await reset("/no/such/folder/x")).toContain("there is no folder /no/such/folder");
  expect(await reset(join(linked, "y"), "no-such-user")).toContain("there is no user no-such-user");
  expect(shadow(user)).toEqual(before);
});

test("a second one at the same time, no rights, no tools", async () => {
  const user = makeUser();
  const before = shadow(user);
  const params = { user, notify: { command: ["cat"] } };
  const state = makeFolder();
  const lock = join(state, "password-reset.lock");
  const holder = spawn("flock", [lock, "sh", "-c", "echo held; cat"], { stdio: ["pipe", "pipe", "inherit"] });
  await once(holder.stdout, "data");
  const second = await runAction("password-reset", params, { env: { RUNNER_ACTION_STATE: state } });
  holder.stdin.end();
  await once(holder, "close");
  expect(second.outputs.summary).toContain("another password is being reset on this host");
  const stranger = await runAction("password-reset", params, { uid: 65534 });
  expect(stranger.outputs.summary).toContain("only root can set a password");
  const bare = await runAction("password-reset", params, { env: { PATH: pathOf() } });
  expect(bare.outputs.summary).toContain("chpasswd is not installed: install the package passwd");
  expect([second.code, stranger.code, bare.code]).toEqual([1, 1, 1]);
  expect(shadow(user)).toEqual(before);
});

test.each([
  { user: "root", says: "root is root" },
  { user: "no-such-user", says: "there is no user no-such-user" },
])("$user has none to be reset", async ({ user, says }) => {
  const run = await runAction("password-reset", { user, reset_type: "admin", notify: { command: ["cat"] } });
  expect(run.code).toBe(1);
  expect(run.outputs.summary).toContain(says);
});

test.each([
  { name: "nobody is told", given: { user: "ada" } },
  { name: "a name that is an option", given: { user: "-R", notify: { command: ["cat"] } } },
  { name: "a name of two lines", given: { user: "ada:x\nbob", notify: { command: ["cat"] } } },
  { name: "an unknown way", given: { user: "ada", notify: { mail: "ada@example.org" } } },
])("$name: refused", ({ given }) => {
  expect(resolveParams(findAction("password-reset").params, given).ok).toBe(false);
});
