import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { makeTaskRepository } from "./task-repository.ts";

interface Listed {
  readonly run: string;
  readonly task: string;
  readonly files: number;
  readonly bytes: number;
  readonly intact: boolean;
}

let top: string;
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), "runner-rollback-"));
  mkdirSync(`${top}/conf`);
  writeFileSync(`${top}/conf/a`, "before");
});
afterEach(() => rmSync(top, { recursive: true, force: true }));

/** A repository whose one task has run, and changed one file and made another. */
async function changed() {
  const run = `echo changed > ${top}/conf/a; echo new > ${top}/conf/b`;
  const repository = makeTaskRepository({ "tasks.d/edit.toml": `protect = ["${top}/conf"]\nrun = '${run}'\n` });
  await repository.call("run edit --wait");
  const list = async () => JSON.parse((await repository.call("rollbacks --json")).out) as Listed[];
  const [point] = await list();
  return { ...repository, list, point: point! };
}

function contents(): Record<string, string> {
  return Object.fromEntries(
    readdirSync(`${top}/conf`).map((name) => [name, readFileSync(`${top}/conf/${name}`, "utf8")]),
  );
}

test("a point is listed, shown without doing anything, put back, and that is undone again", async () => {
  const { call, list, point, git } = await changed();
  expect(point).toMatchObject({ task: "edit", files: 1, bytes: 6, intact: true });

  const dry = await call(`rollback ${point.run} --dry-run`);
  const lines = ["@@ -1 +1 @@", "-changed", "+before", "\\ No newline at end of file"];
  expect(dry.out).toBe(
    `would put back ${top}/conf/a\n${lines.map((line) => `    ${line}\n`).join("")}would remove   ${top}/conf/b\n`,
  );
  expect(contents()).toEqual({ a: "changed\n", b: "new\n" });

  expect((await call(`rollback ${point.run} --reason wrong`)).code).toBe(0);
  expect(contents()).toEqual({ a: "before" });
  expect(git("log", "-1", "--format=%s", "runner/reports")).toMatch(/^edit: success/);
  // The ids of two runs of one second are in no order.
  const path = git("ls-tree", "-r", "--name-only", "runner/reports")
    .split("\n")
    .find((name) => /^runs\/.*\.json$/.test(name) && !name.includes(point.run))!;
  expect(JSON.parse(git("show", `runner/reports:${path}`))).toMatchObject({
    trigger: { kind: "request", reason: "wrong", rollback: point.run },
    rollback: { state: "done", changed: 2 },
  });

  const rollback = (await list()).find(({ run }) => run !== point.run)!;
  await call(`rollback ${rollback.run} --reason sorry`);
  expect(contents()).toEqual({ a: "changed\n", b: "new\n" });
});

test("what would change is shown without the run's secrets and well-known tokens, in names as well", async () => {
  const { call, point, dir } = await changed();
  const [token, secret] = [`ghp_${"a1B2".repeat(9)}`, "hunter2 and more"];
  writeFileSync(`${top}/conf/a`, `${token}\n${Buffer.from(secret).toString("base64")}\nharmless\n`);
  writeFileSync(`${top}/conf/of-${secret}`, "");
  // As they lie beside the log of a run as long as that is there.
  mkdirSync(join(dir, ".git/runner/runs", point.run), { recursive: true });
  writeFileSync(join(dir, ".git/runner/runs", point.run, "secrets"), `${Buffer.from(secret).toString("base64")}\n`);
  for (const json of ["", " --json"]) {
    const { out } = await call(`rollback ${point.run} --dry-run${json}`);
    for (const hidden of [token, secret, Buffer.from(secret).toString("base64")]) expect(out).not.toContain(hidden);
    expect(out).toContain("harmless");
    expect(out).toContain(`${top}/conf/of-***`);
  }
});

test("a damaged point is refused with what is wrong, and nothing is changed", async () => {
  const { call, list, point, dir } = await changed();
  writeFileSync(`${dir}/.git/runner/undo/${point.run}/files${top}/conf/a`, "forged");
  const { code, err } = await call(`rollback ${point.run} --reason wrong`);
  expect({ code, err }).toEqual({
    code: 2,
    err: `runner: ${point.run} cannot be undone: the copy of ${top}/conf/a is damaged\n  \`runner rollbacks\` lists what can.\n`,
  });
  expect(contents()["a"]).toBe("changed\n");
  expect((await list()).map(({ intact }) => intact)).toEqual([false]);
});

test.each([
  ["without a reason", "rollback 20261120T020000Z-1a2b3c4d5e", "a rollback wants a reason"],
  ["of what is no id", "rollback ../../x --reason y", "that is no run's id"],
  ["of a run that has none", "rollback 20261120T020000Z-1a2b3c4d5e --reason y", "there is no rollback point of"],
])("%s: refused", async (_name, words, said) => {
  const { call } = makeTaskRepository({ "tasks.d/a.toml": 'run = "true"\n' });
  const { code, err } = await call(words);
  expect(code).toBe(2);
  expect(err).toContain(said);
});

test("the rollback command of the task runs by hand as well, with the environment of the run that it undoes", async () => {
  const said = 'echo "$RUNNER_ROLLBACK $RUNNER_ROLLBACK_OF $(cat a) $RUNNER_TRIGGER"';
  const { call } = makeTaskRepository({
    "tasks.d/edit.toml": `protect = ["${top}/conf"]\nworkdir = "${top}/conf"\nrun = 'echo x > a'\nrollback = '${said}'\n`,
  });
  await call("run edit --wait --reason release");
  const [point] = JSON.parse((await call("rollbacks --json")).out) as Listed[];
  expect((await call(`rollback ${point!.run} --reason wrong`)).code).toBe(0);
  const { out } = await call("logs edit");
  expect(out).toContain(`1 ${point!.run} before`);
  expect(out).toContain('"reason":"release"');
});

test("a rollback whose command fails has failed", async () => {
  const { call } = makeTaskRepository({ "tasks.d/edit.toml": "run = 'true'\nrollback = 'exit 7'\n" });
  await call("run edit --wait");
  const [point] = JSON.parse((await call("rollbacks --json")).out) as Listed[];
  const { code } = await call(`rollback ${point!.run} --reason wrong`);
  expect(code).toBe(1);
  expect((await call("history edit --json")).out).toContain("exit-7");
});

describe("nothing that protects the same starts beside a rollback, and no rollback beside it", () => {
  /** `edit` and `other` protect what overlaps; `far` does not, nor does it wait. */
  async function both() {
    const repository = makeTaskRepository();
    const [undoing, working] = [repository.puppet("undoing"), repository.puppet("working")];
    repository.commit({
      "tasks.d/edit.toml": `protect = ["${top}/conf"]\noverlap = "allow"\nrun = "true"\nrollback = ${undoing.run}\n`,
      "tasks.d/other.toml": `protect = ["${top}/conf/*"]\nrun = ${working.run}\n`,
      "tasks.d/far.toml": `protect = ["${top}/conf-of-another"]\nrun = "true"\n`,
    });
    const daemon = await repository.start();
    await repository.call("run edit --wait");
    const [point] = JSON.parse((await repository.call("rollbacks --json")).out) as Listed[];
    return { ...repository, daemon, undoing, working, undo: `rollback ${point!.run} --reason=wrong` };
  }

  test("while it goes on, a run of its task and one whose protect overlaps wait", async () => {
    const { call, begin, undoing, working, undo } = await both();
    const rollback = begin(undo);
    await undoing.tell("it goes on");
    const [same, other] = [begin("run edit --wait"), begin("run other --wait")];
    await Promise.all([same.says("has to wait"), other.says("has to wait")]);
    expect((await call("explain edit")).out).toMatch(/waits for the rollback \S+ to end/);
    expect((await call("explain other")).out).toMatch(
      /waits for the rollback \S+ of edit to end: both protect the same/,
    );
    expect((await call("run far --wait")).code).toBe(0);
    await undoing.tell("end");
    expect((await rollback.done).code).toBe(0);
    expect((await same.done).code).toBe(0);
    await working.tell("end");
    expect((await other.done).code).toBe(0);
  });

  test("while one whose protect overlaps runs, the rollback waits", async () => {
    const { call, begin, undoing, working, undo } = await both();
    const other = begin("run other --wait");
    await working.tell("it goes on");
    const rollback = begin(undo);
    await rollback.says("has to wait");
    expect((await call("explain edit")).out).toMatch(/waits for \S+ of other to end: both protect the same paths/);
    await working.tell("end");
    expect((await other.done).code).toBe(0);
    await undoing.tell("end");
    expect((await rollback.done).code).toBe(0);
  });
});

test.runIf(canBeImmutable())(
  "what cannot be put back is named, fails the rollback, and is put back by the next",
  async () => {
    const { call, point, git } = await changed();
    execFileSync("chattr", ["+i", `${top}/conf/a`]);
    const left = [{ path: `${top}/conf/a`, why: "operation not permitted" }];
    try {
      const { code, out } = await call(`rollback ${point.run} --reason wrong --json`);
      expect({ code, told: JSON.parse(out) as unknown }).toMatchObject({
        code: 1,
        told: [{ outputs: { data: { left } } }],
      });
    } finally {
      execFileSync("chattr", ["-i", `${top}/conf/a`]);
    }
    expect(contents()).toEqual({ a: "changed\n" });
    const told = git("log", "-1", "--format=%B", "runner/reports").replaceAll("\n", " ");
    expect(told).toContain(`1 could not be (${left[0]!.path}: ${left[0]!.why})`);
    expect((await call(`rollback ${point.run} --reason again`)).code).toBe(0);
    expect(contents()).toEqual({ a: "before" });
  },
);

function canBeImmutable(): boolean {
  const folder = mkdtempSync(join(tmpdir(), "immutable-"));
  const able = spawnSync("sh", ["-c", 'chattr +i "$0" && chattr -i "$0"', folder]).status === 0;
  rmSync(folder, { recursive: true });
  return able;
}

test("where the journal was lost, the report of the run says whether its point is the one that was made", async () => {
  const { call, point, dir, git } = await changed();
  const path = git("ls-tree", "-r", "--name-only", "runner/reports")
    .split("\n")
    .find((name) => name.endsWith(`${point.run}.json`))!;
  const manifest = `${dir}/.git/runner/undo/${point.run}/manifest`;
  const [sum, text] = readFileSync(manifest, "utf8").split("\n");
  expect(JSON.parse(git("show", `runner/reports:${path}`))).toMatchObject({ point: { sha256: sum } });
  for (const name of readdirSync(`${dir}/.git/runner`))
    if (name.startsWith("journal")) rmSync(`${dir}/.git/runner/${name}`);
  expect((await call(`rollback ${point.run} --dry-run`)).code).toBe(0);
  const other = text!.replace('"mode":', '"mode":1');
  writeFileSync(manifest, `${createHash("sha256").update(other).digest("hex")}\n${other}\n`);
  expect((await call(`rollback ${point.run} --reason wrong`)).err).toContain(
    "is not the one that journal and report know",
  );
});
