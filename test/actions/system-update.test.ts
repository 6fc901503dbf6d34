import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { resolveParams } from "../../src/definition/params/resolve-params.ts";
import type { AptRoot } from "./apt-root.ts";
import { makeAptRoot } from "./apt-root.ts";
import { makeDnfRoot, withoutIndexes } from "./dnf-root.ts";
import { needTools } from "./need-tools.ts";
import { pathOf } from "./path-of.ts";
import type { How, Run } from "./run-action.ts";
import { findAction, makeFolder, runAction, snapshot } from "./run-action.ts";

needTools({
  "apt-get": "apt",
  "dpkg-deb": "dpkg",
  dnf: "dnf",
  rpmbuild: "rpm",
  createrepo_c: "createrepo-c",
  flock: "util-linux",
  mount: "mount",
});

interface Host {
  readonly root: AptRoot;
  readonly state: string;
  readonly update: (params: Record<string, unknown>, how?: How) => Promise<Run>;
}

/** application (needs library, which came along) and tool, all 1.0, of which there are newer ones. */
function makeHost(): Host {
  const root = makeAptRoot();
  root.publish("stable", [
    { name: "library", version: "1.0" },
    { name: "application", version: "1.0", depends: "library" },
    { name: "tool", version: "1.0" },
  ]);
  root.apt("update");
  root.apt("install", "application", "tool");
  root.publish("stable", [
    { name: "tool", version: "1.1" },
    { name: "application", version: "2.0", depends: "library" },
  ]);
  root.publish("stable-security", [
    { name: "library", version: "1.0.1" },
    { name: "application", version: "1.0.1", depends: "library (>= 1.0.1)" },
  ]);
  const state = makeFolder();
  const etc = join(root.folder, "etc");
  const update: Host["update"] = (params, how = {}) =>
    runAction(
      "system-update",
      {
        package_manager: "apt",
        backup_before_update: false,
        backup_paths: [etc],
        reboot_required_file: join(root.folder, "reboot-required"),
        ...params,
      } as Parameters<typeof runAction>[1],
      { ...how, env: { ...root.env, RUNNER_ACTION_STATE: state, ...how.env } },
    );
  return { root, state, update };
}

const slow = { timeout: 180_000 };

test("security updates: looked at, installed and undone", slow, async () => {
  const { root, state, update } = makeHost();

  const looked = await update({ test_mode: true });
  expect(looked.outputs).toMatchObject({ metrics: { updates_available: 2, updates_installed: 0 } });
  expect(root.installed()).toEqual({ application: "1.0", library: "1.0", tool: "1.0" });

  const before = snapshot(root.folder);
  const dry = await update({}, { dryRun: true });
  expect(dry).toMatchObject({ code: 0, outputs: { metrics: { updates_available: 2, updates_installed: 0 } } });
  expect(dry.log).toContain("would update application 1.0 to 1.0.1");
  expect(snapshot(root.folder)).toEqual(before);

  // Of an attempt of the same run that was killed.
  const half = join(state, "system-update/before/20261120T020000Z-test.tar.gz.new");
  mkdirSync(dirname(half), { recursive: true });
  writeFileSync(half, "half of it");
  const run = await update({ backup_before_update: true });
  expect(run).toMatchObject({ code: 0, outputs: { summary: "2 packages updated" } });
  expect(existsSync(half)).toBe(false);
  expect(run.outputs.changes).toEqual([
    { kind: "package-updated", package: "application", old: "1.0", new: "1.0.1" },
    { kind: "package-updated", package: "library", old: "1.0", new: "1.0.1" },
  ]);
  expect(run.outputs.data).toMatchObject({ reboot_required: false, held: [] });
  expect(root.installed()).toEqual({ application: "1.0.1", library: "1.0.1", tool: "1.0" });
  expect(marks(root, "showauto")).toEqual(["library"]);

  const archive = run.outputs.artifacts![0]!.path;
  expect(statSync(archive).mode & 0o777).toBe(0o600);
  const saved = execFileSync("tar", ["-tzf", archive], { encoding: "utf8" }).split("\n");
  expect(saved).toContain(join(root.folder, "etc/apt/sources.list").slice(1));
  expect(execFileSync("tar", ["-xzOf", archive, "packages.txt"], { encoding: "utf8" })).toContain("library 1.0\n");

  const env = { RUNNER_ROLLBACK: "1", RUNNER_ROLLBACK_OF: "20261120T020000Z-test" };
  const undone = await update({}, { which: "rollback", env });
  expect(undone).toMatchObject({ code: 0, outputs: { summary: "2 packages brought back to the version from before" } });
  expect(root.installed()).toEqual({ application: "1.0", library: "1.0", tool: "1.0" });
  expect(marks(root, "showauto")).toEqual(["library"]);
  expect(existsSync(join(state, "system-update/updates"))).toBe(true);
});

function marks(root: AptRoot, kind: string): string[] {
  const printed = execFileSync("apt-mark", [kind], { encoding: "utf8", env: { ...process.env, ...root.env } });
  return printed.split("\n").filter((name) => name !== "");
}

test("everything, what is held back aside; then the host has to restart", slow, async () => {
  const { root, update } = makeHost();
  execFileSync("apt-mark", ["hold", "tool"], { env: { ...process.env, ...root.env }, stdio: "ignore" });
  writeFileSync(join(root.folder, "reboot-required"), "");
  const bin = makeFolder();
  // The one program that a test cannot have for real.
  writeFileSync(join(bin, "shutdown"), `#!/bin/sh\necho "$@" > ${bin}/asked\n`);
  chmodSync(join(bin, "shutdown"), 0o755);
  const env = { PATH: `${bin}:${process.env["PATH"]!}` };
  const run = await update({ update_type: "all", auto_reboot: true, reboot_delay: "90s" }, { env });
  expect(run).toMatchObject({ code: 0, outputs: { summary: "2 packages updated; the host restarts in 2 min" } });
  expect(run.outputs.data).toMatchObject({ reboot_required: true, reboot_scheduled: true, held: ["tool"] });
  expect(root.installed()).toEqual({ application: "2.0", library: "1.0.1", tool: "1.0" });
  expect(readFileSync(join(bin, "asked"), "utf8")).toContain("-r +2 restart after updates by system-update");

  root.withdraw("application", "1.0");
  root.apt("update");
  const undone = await update({}, { which: "rollback", env: { RUNNER_ROLLBACK_OF: "20261120T020000Z-test" } });
  expect(undone.code).toBe(1);
  expect(undone.outputs.data!["not_undone"]).toEqual(["application 1.0: no source has it any more"]);
  expect(root.installed()).toEqual({ application: "2.0", library: "1.0", tool: "1.0" });
});

test("only the packages that are named, and nothing twice", slow, async () => {
  const { root, update } = makeHost();
  const params = { update_type: "packages", packages: ["tool"] };
  expect(await update(params)).toMatchObject({ code: 0, outputs: { metrics: { updates_installed: 1 } } });
  expect(root.installed()).toEqual({ application: "1.0", library: "1.0", tool: "1.1" });
  expect(await update(params)).toMatchObject({ code: 0, outputs: { summary: "nothing to be updated" } });
  const unknown = await update({ ...params, packages: ["tool", "nonsense"] });
  expect(unknown).toMatchObject({
    code: 1,
    outputs: { summary: expect.stringContaining("not installed: nonsense") as string },
  });
});

test("half of it fails: what has changed is told, and can be undone", slow, async () => {
  const { root, update } = makeHost();
  root.publish("stable", [{ name: "tool", version: "1.2", files: { "/usr/share/application/version": "mine" } }]);
  root.publish("stable-security", [{ name: "library", version: "1.0.2" }]);
  const run = await update({ update_type: "packages", packages: ["library", "tool"] });
  expect(run.code).toBe(1);
  expect(run.outputs.summary).toMatch(/apt-get failed with exit code 100: dpkg: error .* trying to overwrite/);
  expect(run.outputs.changes).toEqual([{ kind: "package-updated", package: "library", old: "1.0", new: "1.0.2" }]);
  const undone = await update({}, { which: "rollback", env: { RUNNER_ROLLBACK_OF: "20261120T020000Z-test" } });
  expect(undone.code).toBe(0);
  expect(root.installed()).toEqual({ application: "1.0", library: "1.0", tool: "1.0" });
});

test("an archive that cannot be reached, a lock that is held, no rights: nothing is changed", slow, async () => {
  const { root, state, update } = makeHost();
  const lock = join(root.folder, "var/lib/apt/runner-update.lock");
  const holder = spawn("flock", [lock, "sh", "-c", "echo held; cat"], { stdio: ["pipe", "pipe", "inherit"] });
  await once(holder.stdout, "data");
  const second = await update({});
  holder.stdin.end();
  await once(holder, "close");
  expect(second).toMatchObject({
    code: 1,
    outputs: { summary: expect.stringContaining("another update is at work") as string },
  });

  chmodSync(root.folder, 0o755);
  execFileSync("chmod", ["-R", "a+rX", root.folder]);
  chmodSync(state, 0o777);
  const stranger = await update({}, { uid: 65534 });
  expect(stranger).toMatchObject({ code: 1, outputs: { summary: expect.stringContaining("not allowed: ") as string } });

  rmSync(join(root.folder, "archive/dists"), { recursive: true });
  const unreachable = await update({});
  expect(unreachable.code).toBe(1);
  expect(unreachable.outputs.summary).toContain("apt-get failed with exit code 100");
  expect(root.installed()).toEqual({ application: "1.0", library: "1.0", tool: "1.0" });
});

test("on a full disk the archive of before fails, and nothing is installed", slow, async () => {
  const { root, update } = makeHost();
  const full = join(makeFolder(), "full");
  mkdirSync(full);
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "none", full]);
  try {
    execFileSync("sh", ["-c", `head -c 100000 /dev/urandom > ${root.folder}/etc/large`]);
    const run = await update({ backup_before_update: true }, { env: { RUNNER_ACTION_STATE: full } });
    expect(run.code).toBe(1);
    expect(run.outputs.summary).toContain("the disk is full");
    expect(Object.keys(snapshot(full)).filter((path) => path.includes("tar.gz"))).toEqual([]);
    expect(root.installed()).toEqual({ application: "1.0", library: "1.0", tool: "1.0" });
    const inside = await update(
      { backup_before_update: true, backup_paths: [full] },
      { env: { RUNNER_ACTION_STATE: full } },
    );
    expect(inside.outputs.summary).toContain("the archives themselves lie in");
    const away = await update({ backup_before_update: true, backup_paths: ["/no/such"] });
    expect(away.outputs.summary).toContain("backup_paths: there is no /no/such");
  } finally {
    execFileSync("umount", [full]);
  }
});

test("one that is told to stop in the middle of an installation ends that first", slow, async () => {
  const { root, update } = makeHost();
  const [started, go] = [join(root.folder, "started"), join(root.folder, "go")];
  execFileSync("mkfifo", [started, go]);
  root.beforeInstall(`echo > ${started}; read line < ${go}`);
  let pid = 0;
  const running = update({ update_type: "packages", packages: ["tool"] }, { onStart: (begun) => (pid = begun) });
  await readFile(started);
  for (const each of treeOf(pid)) process.kill(each, "SIGTERM");
  await writeFile(go, "\n");
  const run = await running;
  expect(run).toMatchObject({ code: 0, outputs: { summary: "1 package updated" } });
  expect(root.installed()).toEqual({ application: "1.0", library: "1.0", tool: "1.1" });
});

/** A process and all that it has started: a runner that stops a run reaches each of them. */
function treeOf(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8")
    .split(" ")
    .filter((each) => each !== "");
  return [pid, ...children.flatMap((each) => treeOf(Number(each)))];
}

test("on a disk that is full in the middle of it, each package is old or new", slow, async () => {
  const { root, update } = makeHost();
  const small = join(root.folder, "opt");
  mkdirSync(small);
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "none", small]);
  try {
    root.publish("stable", [{ name: "tool", version: "1.2", files: { "/opt/large": "x".repeat(200_000) } }]);
    const run = await update({ update_type: "packages", packages: ["library", "tool"] });
    expect(run.code).toBe(1);
    expect(run.outputs.summary).toContain("No space left on device");
    expect(run.outputs.changes).toEqual([expect.objectContaining({ package: "library", new: "1.0.1" })]);
    expect(root.installed()).toEqual({ application: "1.0", library: "1.0.1", tool: "1.0" });
  } finally {
    execFileSync("umount", [small]);
  }
});

test.each([
  { name: "no package manager", params: {}, says: "neither apt-get nor dnf is on the PATH" },
  { name: "no dnf", params: { package_manager: "dnf" }, says: "dnf is not installed: install the package dnf" },
])("$name", async ({ params, says }) => {
  const run = await runAction("system-update", params, { env: { PATH: pathOf() } });
  expect(run.code).toBe(1);
  expect(run.outputs.summary).toContain(says);
});

test.each([
  { name: "a type but no names", params: { update_type: "packages" }, says: "no package is named" },
  {
    name: "names but another type",
    params: { packages: ["tool"] },
    says: 'which only update_type = "packages" looks at',
  },
])("$name", async ({ params, says }) => {
  const run = await runAction("system-update", { package_manager: "apt", ...params }, { dryRun: true });
  expect(run.code).toBe(1);
  expect(run.outputs.summary).toContain(says);
});

test.each([
  { name: "an option for a name", given: { packages: ["--allow-unauthenticated"] } },
  { name: "an unknown type", given: { update_type: "some" } },
  { name: "a number for a time", given: { reboot_delay: 60 } },
])("$name is refused", ({ given }) => {
  expect(resolveParams(findAction("system-update").params, given).ok).toBe(false);
});

test("security updates by dnf: looked at, installed and undone", slow, async () => {
  const root = makeDnfRoot();
  const names = ["application", "library", "tool"];
  root.publish(names.map((name) => ({ name, version: "1.0" })));
  root.dnf("install", ...names);
  root.publish([{ name: "application", version: "1.1" }], ["application"]);
  const state = makeFolder();
  const update = (how: How = {}): Promise<Run> =>
    runAction(
      "system-update",
      { package_manager: "dnf", dnf_options: root.options, backup_before_update: false, reboot_required_file: "/none" },
      { ...how, env: { ...root.env, RUNNER_ACTION_STATE: state, ...how.env } },
    );

  const before = withoutIndexes(snapshot(root.folder));
  const dry = await update({ dryRun: true });
  expect(dry.log).toContain("would update application.noarch 0:1.0-1 to 0:1.1-1");
  expect(withoutIndexes(snapshot(root.folder))).toEqual(before);

  const run = await update();
  expect(run).toMatchObject({ code: 0, outputs: { metrics: { updates_installed: 1 } } });
  expect(run.outputs.changes).toEqual([
    { kind: "package-updated", package: "application.noarch", old: "0:1.0-1", new: "0:1.1-1" },
  ]);

  const undone = await update({ which: "rollback", env: { RUNNER_ROLLBACK_OF: "20261120T020000Z-test" } });
  expect(undone.code).toBe(0);
  expect(root.installed()).toEqual({ application: "1.0", library: "1.0", tool: "1.0" });
});
