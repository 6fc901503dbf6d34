import { execFileSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
} from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import type { Account } from "../../src/execute/index.ts";
import { findAccount } from "../../src/execute/index.ts";
import type { Isolation, Limits } from "../../src/model/isolation.ts";
import { noIsolation, noLimits } from "../../src/model/isolation.ts";
import { readProcess } from "../../src/execute/processes/read-process.ts";
import { makeStage, run } from "./stage.ts";

const isRoot = process.getuid!() === 0;
const name = `runner-test-${process.pid}`;
const asked = (isolation: Partial<Isolation>): Isolation => ({ ...noIsolation, ...isolation });
const limited = (limits: Partial<Limits>): Isolation => asked({ limits: { ...noLimits, ...limits } });

/** Runs shell text so fenced in; gives its end and what it printed. Everything is outside of /tmp, as on a host. */
async function execute(text: string, isolation: Isolation, options: { account?: Account; cgroups?: "never" } = {}) {
  const place = mkdtempSync(isRoot ? "/run/runner-test-" : "/dev/shm/runner-test-");
  chmodSync(place, 0o711);
  onTestFinished(() => rmSync(place, { recursive: true, force: true }));
  const [workspace, lentDir] = [join(place, "workspace"), join(place, "lent")];
  mkdirSync(workspace);
  const stage = await makeStage();
  const stateDir = join(place, "state");
  const { account, cgroups = "auto" } = options;
  const { executor, end, warnings } = stage.play({ stateDir, lentDir, cgroups });
  const started = await executor.start(
    stage.order({
      workspace,
      isolation,
      account,
      command: { kind: "text", text },
      shell: ["bash", "-euo", "pipefail", "{}"],
    }),
  );
  if (started.kind === "unstartable") return { started, output: "", exit: undefined, warnings, lentDir, place };
  const ended = await end();
  return { started, ...ended, output: readFileSync(executor.logPath(run), "utf8"), warnings, lentDir, place };
}

describe.skipIf(!isRoot)("needs root, which makes a user of its own", () => {
  let account: Account;

  beforeAll(async () => {
    execFileSync("useradd", ["--system", "--create-home", "--home-dir", `/home/${name}`, "--groups", "adm", name]);
    const found = await findAccount({ name, group: undefined });
    if (!found.ok) throw new Error(found.error);
    account = found.value;
  });

  afterAll(() => {
    execFileSync("userdel", ["--remove", name], { stdio: "ignore" });
  });

  const own = (): Isolation => asked({ user: { name, group: undefined } });

  test("a run is its user's: ids, groups, folder of its own; and no capability is left", async () => {
    const text =
      'id -un; id -Gn; grep CapEff /proc/self/status; echo x >"$RUNNER_TMP/x"; stat -c %U:%a "$RUNNER_TMP"; echo "$TMPDIR"';
    const { output, exit, warnings, lentDir } = await execute(text, own(), { account });
    const lines = output.split("\n");
    expect(lines.slice(0, 4)).toEqual([name, `${name} adm`, "CapEff:\t0000000000000000", `${name}:700`]);
    expect(lines[4]).toBe(`${lentDir}/runs/${run}.1/tmp`);
    expect({ exit, warnings }).toEqual({ exit: { kind: "exited", code: 0 }, warnings: [] });
    expect(readdirSync(`${lentDir}/runs`)).toEqual([]);
  });

  test("a run of another user cannot reach the runner's state, nor end its shim", async () => {
    const text =
      'ls "$0/../../../../state" 2>&1 || echo closed; kill -KILL "$PPID" 2>&1 || echo alive; echo x 2>&1 >"$0" || echo sealed';
    const { output, exit } = await execute(text, own(), { account });
    expect(output).toContain("closed");
    expect(output).toContain("alive");
    expect(output).toContain("sealed");
    expect(exit).toEqual({ kind: "exited", code: 0 });
  });

  test("the group that the task names comes first", async () => {
    const found = await findAccount({ name, group: "adm" });
    expect(found.ok).toBe(true);
    if (!found.ok) return;
    const { output } = await execute("id -gn", own(), { account: found.value });
    expect(output).toBe("adm\n");
  });

  test("what a task puts into the environment reaches its user, and none of root's helpers", async () => {
    const stage = await makeStage();
    const place = mkdtempSync("/run/runner-test-");
    chmodSync(place, 0o711);
    onTestFinished(() => rmSync(place, { recursive: true, force: true }));
    const { executor, end } = stage.play({ stateDir: join(place, "state"), lentDir: join(place, "lent") });
    const tricky = 'it\'s $HOME `id` \n\\ "x"';
    const environment = new Map([...stage.order().environment, ["TRICKY", tricky], ["LD_PRELOAD", "/no/such.so"]]);
    await executor.start(
      stage.order({
        workspace: "/",
        account,
        isolation: own(),
        environment,
        command: { kind: "argv", argv: ["bash", "-c", 'printf %s "$TRICKY"; tr "\\0" "\\n" </proc/$PPID/environ >&2'] },
      }),
    );
    await end();
    const output = readFileSync(executor.logPath(run), "utf8");
    expect(output).toContain(tricky);
    // Programs of the user complain of the library; three of root's, before him, would have, too.
    expect(output.match(/LD_PRELOAD cannot be preloaded|object '\/no\/such.so'/g)?.length ?? 0).toBeLessThan(4);
  });

  test("a kill ends what a run of another user has started, wherever it went", async () => {
    const stage = await makeStage();
    const place = mkdtempSync("/run/runner-test-");
    chmodSync(place, 0o711);
    onTestFinished(() => rmSync(place, { recursive: true, force: true }));
    const { executor, end } = stage.play({
      stateDir: join(place, "state"),
      lentDir: join(place, "lent"),
      cgroups: "never",
    });
    const text = "env -i setsid nohup sleep 600 >/dev/null 2>&1 & (setsid sleep 600 &) ; kill -STOP $$";
    await executor.start(stage.order({ workspace: "/", account, isolation: own(), command: { kind: "text", text } }));
    await expect.poll(() => countOf(account.uid)).toBeGreaterThanOrEqual(3);
    await executor.signal(run, "KILL");
    expect(await end()).toMatchObject({ exit: { kind: "signalled", signal: "SIGKILL" } });
    expect(countOf(account.uid)).toBe(0);
  });

  test("sudo and the like have no effect with no_new_privileges", async () => {
    const { output } = await execute("grep NoNewPrivs /proc/self/status", asked({ noNewPrivileges: true }));
    expect(output).toBe("NoNewPrivs:\t1\n");
  });

  test("without network there is a loopback, and nothing else", async () => {
    const { output } = await execute("tail -n +3 /proc/net/dev | cut -d: -f1 | xargs", asked({ network: false }));
    expect(output).toBe("lo\n");
  });

  test("a read-only system: only what is listed can be written to, and root cannot undo it", async () => {
    const kept = mkdtempSync("/run/runner-test-kept-");
    onTestFinished(() => rmSync(kept, { recursive: true }));
    const text = [
      `echo x >${kept}/x && echo wrote`,
      'echo x >"$RUNNER_TMP/x" && echo wrote-tmp',
      "{ echo x >/etc/runner-test; } 2>/dev/null || echo etc-kept",
      "mount -o remount,rw / 2>/dev/null || echo no-remount",
      "{ echo x >/proc/1/root/etc/runner-test; } 2>/dev/null || echo no-way-round",
      "nsenter -t 1 -m true 2>/dev/null || echo no-way-out",
      "echo x >/tmp/runner-test-private && echo own-tmp",
      "echo x >/dev/null && echo devices",
    ].join("\n");
    const { output, exit } = await execute(text, asked({ readOnly: ["/"], writable: [kept] }));
    expect(output.trim().split("\n")).toEqual([
      "wrote",
      "wrote-tmp",
      "etc-kept",
      "no-remount",
      "no-way-round",
      "no-way-out",
      "own-tmp",
      "devices",
    ]);
    expect(exit).toEqual({ kind: "exited", code: 0 });
    expect(existsSync(`${kept}/x`)).toBe(true);
    expect(existsSync("/etc/runner-test") || existsSync("/tmp/runner-test-private")).toBe(false);
  });

  test("a read-only system: its user cannot undo it by a program that makes it root", async () => {
    const programs = mkdtempSync("/run/runner-test-programs-");
    onTestFinished(() => rmSync(programs, { recursive: true }));
    chmodSync(programs, 0o755);
    copyFileSync("/usr/bin/setpriv", `${programs}/become`);
    chmodSync(`${programs}/become`, 0o4755);
    const text = [
      `root() { ${programs}/become --reuid=0 --regid=0 --clear-groups "$@" 2>/dev/null; }`,
      "root id -u",
      "root mount -o remount,rw / || echo no-remount",
      "root nsenter -t 1 -m true || echo no-way-out",
      "root touch /etc/runner-test || echo etc-kept",
    ].join("\n");
    const { output } = await execute(text, { ...own(), readOnly: ["/"] }, { account });
    expect(output.trim().split("\n")).toEqual(["0", "no-remount", "no-way-out", "etc-kept"]);
    expect(existsSync("/etc/runner-test")).toBe(false);
  });

  test("a read-only system: root cannot turn the kernel's switches, which lead out of it", async () => {
    const text = [
      "pattern=$(cat /proc/sys/kernel/core_pattern)",
      '{ echo "$pattern" >/proc/sys/kernel/core_pattern; } 2>/dev/null || echo no-switch',
      "{ echo h >/proc/sysrq-trigger; } 2>/dev/null || echo no-key",
      "for at in $(grep -oE '^[^ ]+ /sys(/[^ ]*)? [^ ]+ rw' /proc/mounts | cut -d' ' -f2); do echo \"$at\"; done",
      "echo $((0x$(sed -n 's/^CapBnd:\t//p' /proc/self/status) & 1 << 16))",
      "echo x >/proc/self/oom_score_adj 2>/dev/null || echo 500 >/proc/self/oom_score_adj && echo own",
    ].join("\n");
    const { output } = await execute(text, asked({ readOnly: ["/"] }));
    expect(output.trim().split("\n")).toEqual(["no-switch", "no-key", "0", "own"]);
  });

  test("root cannot raise what limits it", async () => {
    const { output } = await execute("ulimit -n 5000 2>/dev/null || echo kept; ulimit -Hn", limited({ openFiles: 99 }));
    expect(output).toBe("kept\n99\n");
  });

  test("one folder read-only", async () => {
    const { output, place } = await execute('touch x || echo kept; echo "$PWD"', asked({ readOnly: ["/run"] }));
    expect(output).toContain("kept");
    expect(existsSync(`${place}/workspace/x`)).toBe(false);
  });

  test("exit codes and signals of a fenced command come through", async () => {
    const all = asked({ ...own(), network: false, readOnly: ["/"], umask: 0o027, noNewPrivileges: true });
    expect((await execute("umask; exit 7", all, { account })).exit).toEqual({ kind: "exited", code: 7 });
    const killed = await execute("umask; kill -TERM $$", all, { account });
    expect(killed).toMatchObject({ exit: { kind: "signalled", signal: "SIGTERM" }, output: "0027\n" });
  });

  test("a fork bomb ends at its limit", async () => {
    const isolation = { ...own(), limits: { ...noLimits, processes: 20 } };
    const text = "for i in $(seq 100); do sleep 600 & done; wait";
    const { exit } = await execute(text, isolation, { account });
    expect(exit).toMatchObject({ kind: expect.stringMatching(/^(exited|limit)$/) as unknown });
    // What it left is its own affair when it ends by itself, so it is ended here.
    for (const pid of pidsOf(account.uid)) process.kill(pid, "SIGKILL");
    await expect.poll(() => countOf(account.uid)).toBe(0);
  });
});

test("a hog of memory is ended, and the reason is memory", async () => {
  const text = "exec python3 -c 'x = []\nwhile True: x.append(bytearray(1 << 20))'";
  const { exit } = await execute(text, limited({ memoryBytes: 64 * 1024 ** 2 }));
  expect(exit).toEqual({ kind: "limit", limit: "memory" });
});

test("a file that grows too large ends its writer", async () => {
  const text = 'exec dd if=/dev/zero of="$RUNNER_TMP/x" bs=64K count=100';
  const { exit } = await execute(text, limited({ fileSizeBytes: 1024 ** 2 }));
  expect(exit).toMatchObject({ kind: "signalled", signal: "SIGXFSZ" });
});

test("open files, niceness, place at the disk", async () => {
  const { output } = await execute("ulimit -n; nice; ionice", limited({ openFiles: 99, nice: 7, io: "idle" }));
  expect(output).toBe("99\n7\nidle\n");
});

test("a run with limits is in its control group before it starts, where one can be had", async () => {
  const stage = await makeStage();
  const { executor, end } = stage.play();
  const isolation = limited({ memoryBytes: 1024 ** 3 });
  await executor.start(stage.order({ isolation, command: { kind: "text", text: "cat /proc/self/cgroup" } }));
  await end();
  const expected = executor.killsBy() === "cgroup" ? `/${run}\n` : "\n";
  expect(/^0::.*\n/m.exec(readFileSync(executor.logPath(run), "utf8"))?.[0]).toContain(expected);
});

test("a wish that this host cannot grant does not start", async () => {
  const { started } = await execute("true", asked({ readOnly: ["/no/such/place"] }));
  expect(started).toMatchObject({ kind: "unstartable", problem: expect.stringContaining("/no/such/place") as unknown });
});

test.each([
  [{ name: "no-such-user", group: undefined }, 'there is no user "no-such-user"'],
  [{ name: "root", group: "no-such-group" }, 'there is no group "no-such-group"'],
  [{ name: "424242", group: undefined }, 'so it needs a group: "424242:GROUP"'],
])("%o is nobody", async (user, problem) => {
  const found = await findAccount(user);
  expect(found).toMatchObject({ ok: false, error: expect.stringContaining(problem) as unknown });
});

test("what the host can do is told, each thing with its means or with what to do", async () => {
  const told = await (await makeStage()).play().executor.fencing.describe();
  expect(told.map(({ what }) => what)).toContain("read_only");
  expect(told.filter(({ how }) => how === "")).toEqual([]);
});

function pidsOf(uid: number): number[] {
  return readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry) && statSync(`/proc/${entry}`, { throwIfNoEntry: false })?.uid === uid)
    .map(Number)
    .filter((pid) => readProcess(pid));
}

function countOf(uid: number): number {
  return pidsOf(uid).length;
}
