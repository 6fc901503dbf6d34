import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
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
