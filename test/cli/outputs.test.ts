import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { validateReport, validateTaskState } from "../report/validate.ts";
import type { TaskRepository } from "./task-repository.ts";
import { makeTaskRepository } from "./task-repository.ts";

afterEach(() => vi.unstubAllEnvs());

interface Report {
  readonly id: string;
  readonly task: string;
  readonly status: string;
  readonly reason: string;
  readonly detail: string;
  readonly attempts: readonly unknown[];
  readonly outputs?: { readonly [part: string]: unknown };
}

/** The reports of all runs, by task; each holds to its schema. */
function reports({ git }: TaskRepository): Readonly<Record<string, Report>> {
  const paths = git("ls-tree", "-r", "--name-only", "runner/reports").split("\n");
  const found = paths
    .filter((path) => /^runs\/.*\.json$/.test(path))
    .map((path) => {
      const text = git("show", `runner/reports:${path}`);
      expect(validateReport(text)).toEqual([]);
      return JSON.parse(text) as Report;
    });
  return Object.fromEntries(found.map((report) => [report.task, report]));
}

function task(run: string, keys = ""): string {
  return `${keys}\nrun = '''\n${run}\n'''\n`;
}

async function reportOf(run: string, keys = ""): Promise<Report> {
  const repository = makeTaskRepository({ "tasks.d/t.toml": task(run, keys) });
  await repository.call("run t --wait");
  return reports(repository)["t"]!;
}

const json = 'output = "json"';

test("what a run says as data is in its report, its commit, the board, history, status and the answer to who waits", async () => {
  const repository = makeTaskRepository();
  const file = join(repository.dir, "../archive.tar");
  repository.commit({
    "tasks.d/backup.toml": task(`
printf 1234 >${file}
echo 'summary=12 files | saved' >>"$RUNNER_OUTPUT"
echo '{"metrics": {"files_backed_up": 12}, "changes": [{"kind": "file-created", "path": "${file}"}]}' >>"$RUNNER_OUTPUT"
echo '{"artifacts": [{"path": "${file}"}], "host": "a"}' >>"$RUNNER_OUTPUT"
echo 'what is this' >>"$RUNNER_OUTPUT"
`),
  });
  const outputs = {
    summary: "12 files | saved",
    changes: [{ kind: "file-created", path: file }],
    metrics: { files_backed_up: 12 },
    artifacts: [{ path: file, sha256: createHash("sha256").update("1234").digest("hex"), bytes: 4 }],
    data: { host: "a" },
    problems: [{ where: "RUNNER_OUTPUT, line 4", what: "this is neither name=value nor a JSON object" }],
  };

  const { code, out } = await repository.call("run backup --wait", { env: { CI: "false" } });
  expect(code).toBe(0);
  expect(out).toContain(
    `\n  12 files | saved\n  files_backed_up 12\n  1 change, ${file}\n  in its outputs: RUNNER_OUTPUT, line 4`,
  );

  expect(reports(repository)["backup"]).toMatchObject({ status: "success", outputs });
  const message = repository.git("log", "-1", "--format=%B", "runner/reports");
  expect(message).toContain("\n\n12 files | saved\n\n");
  expect(message.replaceAll("\n", " ")).toContain(
    "Not all of its outputs are as they should be. RUNNER_OUTPUT, line 4: this is",
  );
  expect(repository.git("show", "runner/reports:README.md")).toContain(" · 12 files \\| saved |");
  const state = repository.git("show", "runner/reports:hosts/web-1/tasks/backup.json");
  expect(validateTaskState(state)).toEqual([]);
  expect(JSON.parse(state)).toMatchObject({ last: { summary: "12 files | saved" } });

  const history = JSON.parse((await repository.call("history --json")).out) as unknown[];
  expect(history).toMatchObject([{ task: "backup", outputs }]);
  const status = JSON.parse((await repository.call("status --json")).out) as { tasks: unknown };
  expect(status.tasks).toMatchObject([{ id: "backup", last: { summary: "12 files | saved" } }]);
  expect((await repository.call("status", { columns: 200 })).out).toContain("12 files | saved");
  expect((await repository.call("history", { columns: 200 })).out).toContain("12 files | saved");
});

describe('output = "json"', () => {
  test.each([
    [
      "the last object is the outputs",
      'echo {\\"n\\": 1}; echo \'{"n": 2}\'; echo done',
      "success",
      "exit-0",
      { data: { n: 2 } },
    ],
    ["success: true", "echo '{\"success\": true}'", "success", "exit-0", { success: true }],
    [
      "an object and a bad exit code",
      'echo \'{"success": true, "n": 1}\'; exit 3',
      "failed",
      "exit-3",
      { success: true, data: { n: 1 } },
    ],
    [
      "success: false",
      'echo \'{"success": false, "summary": "disk full"}\'',
      "failed",
      "unsuccessful",
      { success: false, summary: "disk full" },
    ],
    [
      "success: false, and something wrong",
      'echo \'{"success": false, "metrics": 1}\'',
      "failed",
      "unsuccessful",
      { success: false },
    ],
    ["wrong parts alone", "echo '{\"metrics\": 1}'", "success", "exit-0", {}],
    ["no object", "echo hello", "failed", "no-output", {}],
    ["nothing at all", "true", "failed", "no-output", {}],
    ["no object and a bad exit code", "exit 4", "failed", "exit-4", undefined],
  ])("%s", async (_name, run, status, reason, outputs) => {
    // prettier-ignore
    const report = await reportOf(run, json);
    expect(report).toMatchObject({ status, reason, ...(outputs && { outputs }) });
    expect(report.outputs === undefined).toBe(outputs === undefined);
  });

  test("its detail is what the run itself says", async () => {
    const { detail } = await reportOf('echo \'{"success": false, "summary": "disk full"}\'', json);
    expect(detail).toBe("its outputs say success: false: disk full");
  });

  test("a run that says it has failed is tried again, and what it said before is forgotten", async () => {
    const run = 'if [ "$RUNNER_ATTEMPT" = 1 ]; then echo \'{"success": false, "n": 1}\'; else echo \'{"m": 2}\'; fi';
    const report = await reportOf(run, `${json}\nretry = { attempts = 2, delay = "1ms" }`);
    expect(report).toMatchObject({ status: "success", outputs: { data: { m: 2 } } });
    expect(report.attempts).toHaveLength(2);
  });

  test("an object of an earlier attempt does not count for one that prints none", async () => {
    const run = '[ "$RUNNER_ATTEMPT" = 2 ] || { echo \'{"success": false}\'; exit 0; }; echo none';
    const report = await reportOf(run, `${json}\nretry = { attempts = 2, delay = "1ms" }`);
    expect(report).toMatchObject({ status: "failed", reason: "no-output" });
  });

  test("is read from the end of what may be very long", async () => {
    const report = await reportOf(
      "echo '{\"n\": 1}'; head -c 9000000 /dev/zero | tr '\\0' x; echo; echo '{\"n\": 2}'",
      json,
    );
    expect(report).toMatchObject({ status: "success", outputs: { data: { n: 2 } } });
  });

  test("an object that is larger than all that is looked at is none", async () => {
    const report = await reportOf("printf '{\"n\": \"'; head -c 300000 /dev/zero | tr '\\0' x; echo '\"}'", json);
    expect(report).toMatchObject({ status: "failed", reason: "no-output" });
  });
});

test("a plan says what output = json does to a task", async () => {
  const repository = makeTaskRepository({ "tasks.d/t.toml": task("true") });
  await repository.call("reconcile");
  repository.commit({ "tasks.d/t.toml": task("true", json) });
  const { out } = await repository.call("plan");
  expect(out).toMatch(/output +\(none\) → json|output.*json/);
  expect(out).toContain("fails where it prints no JSON object, or one with success false");
});

describe("what a run had to say before it ended otherwise is kept", () => {
  const half = "echo 'summary=half way' >>\"$RUNNER_OUTPUT\"";

  test.each([
    ["by a signal", "kill -9 $$", "failed", "signal-SIGKILL"],
    ["with an exit code", "exit 9", "failed", "exit-9"],
    ["without a word", "kill -9 $PPID; exec sleep 100", "lost", "lost"],
  ])("%s", async (_name, then, status, reason) => {
    const report = await reportOf(`${half}; ${then}`);
    expect(report).toMatchObject({ status, reason, outputs: { summary: "half way" } });
  });

  test("cancelled", async () => {
    const repository = makeTaskRepository();
    const slow = repository.puppet("slow");
    repository.commit({ "tasks.d/t.toml": `run = ${JSON.stringify(`${half}; ${JSON.parse(slow.run) as string}`)}\n` });
    await repository.start();
    const waits = repository.begin("run t --wait --json");
    await slow.tell("it is up");
    await repository.call("cancel t");
    expect(JSON.parse((await waits.done).out)).toMatchObject([
      { status: "cancelled", outputs: { summary: "half way" } },
    ]);
  });

  test("while no runner was there: the next one reads it", async () => {
    const repository = makeTaskRepository();
    const slow = repository.puppet("slow");
    const run = `${half}; ${(JSON.parse(slow.run) as string).replace("&& exit", "&& break")}; echo '{"n": 1}'`;
    repository.commit({ "tasks.d/t.toml": `${json}\nrun = ${JSON.stringify(run)}\n` });
    const calling = repository.begin("run t --wait");
    await slow.tell("it is up");
    calling.stop();
    await calling.done;
    const next = repository.begin("reconcile");
    await slow.tell("end");
    await next.done;
    expect(reports(repository)["t"]).toMatchObject({
      status: "success",
      outputs: { summary: "half way", data: { n: 1 } },
    });
  });
});

test("artifacts that are not there, and those whose figures the run gives itself, are told as they are", async () => {
  const sha256 = "a".repeat(64);
  const { outputs } = await reportOf(
    `echo '{"artifacts": [{"path": "/var/none/x"}, {"path": "/var/none/y", "sha256": "${sha256}", "bytes": 3}]}' >>"$RUNNER_OUTPUT"`,
  );
  expect(outputs).toEqual({
    artifacts: [{ path: "/var/none/x" }, { path: "/var/none/y", sha256, bytes: 3 }],
    problems: [{ where: "artifacts[0]", what: "there is no such file that could be read when the run had ended" }],
  });
});

test("a secret in any part of the outputs is nowhere, in values and in names", async () => {
  const value = "hunter2/and more+so";
  vi.stubEnv("DB_PASSWORD", value);
  const repository = makeTaskRepository({
    "runner.toml": '[secrets.db]\nprovider = "env"\nname = "DB_PASSWORD"\n',
    "tasks.d/foot.toml": task(
      `
echo "summary=it is $P" >>"$RUNNER_OUTPUT"
echo "{\\"$P\\": [\\"x$P\\"], \\"metrics\\": {\\"$P\\": 1}, \\"artifacts\\": [{\\"path\\": \\"/$P\\"}]}" >>"$RUNNER_OUTPUT"
echo "code=$(printf %s "$P" | base64)" >>"$RUNNER_OUTPUT"
echo "? $P" >>"$RUNNER_OUTPUT"
echo "{\\"last\\": \\"$P\\", \\"changes\\": [{\\"kind\\": \\"custom\\", \\"$P\\": 1}]}"
`,
      `${json}\nsecrets = { P = "db" }`,
    ),
    "tasks.d/top.toml": task('echo "$RUNNER_NEEDS"', 'needs = ["foot"]'),
  });
  const { out } = await repository.call("run top --wait --log --with-needs");
  const all = [
    out,
    (await repository.call("history --json")).out,
    (await repository.call("status --json")).out,
    repository.git("log", "-p", "--format=%B", "runner/reports"),
    (await repository.call("logs top")).out,
  ].join("\n");
  expect(reports(repository)["foot"]?.outputs).toMatchObject({ summary: "it is ***", data: { last: "***" } });
  expect(all).toContain("it is ***");
  expect(all).not.toContain("hunter2");
  expect(all).not.toContain(Buffer.from("hunter2").toString("base64").slice(0, 8));
});

describe("a task knows what those that it needs had to say", () => {
  const tell = 'printf "%s" "$RUNNER_NEEDS"';
  const log = async ({ call }: TaskRepository): Promise<string> => (await call("logs top")).out.trim();

  test("by task; nothing of those that said nothing, and nothing of anybody where it needs nobody", async () => {
    const repository = makeTaskRepository({
      "tasks.d/a.toml": task(
        'echo \'{"summary": "s", "metrics": {"n": 1}, "x": [1]}\' >>"$RUNNER_OUTPUT"; echo ? >>"$RUNNER_OUTPUT"',
      ),
      "tasks.d/b.toml": task("true"),
      "tasks.d/top.toml": task(tell, 'needs = ["a", "b"]'),
      "tasks.d/alone.toml": task(tell),
    });
    await repository.call("run top --wait");
    expect(JSON.parse(await log(repository))).toEqual({
      a: { summary: "s", metrics: { n: 1 }, data: { x: [1] } },
      b: {},
    });
    await repository.call("run alone --wait");
    expect((await repository.call("logs alone")).out.trim()).toBe("{}");
  });

  test("of a need that is to fail, too", async () => {
    const repository = makeTaskRepository({
      "tasks.d/a.toml": task('echo "why=x" >>"$RUNNER_OUTPUT"; exit 3'),
      "tasks.d/top.toml": task(tell, 'needs = [{ task = "a", status = "failed" }]'),
    });
    await repository.call("run top --wait");
    expect(JSON.parse(await log(repository))).toEqual({ a: { data: { why: "x" } } });
  });

  test("of the run that has met the need, whichever runner saw it: a task with a time of its own may have run long ago", async () => {
    const repository = makeTaskRepository({
      "tasks.d/a.toml": task('echo "n=$RUNNER_RUN_ID" >>"$RUNNER_OUTPUT"', 'schedule = "0 0 1 1 *"'),
      "tasks.d/top.toml": task(tell, 'needs = ["a"]'),
    });
    await repository.call("run a --wait");
    const { id } = reports(repository)["a"]!;
    await repository.call("run top --wait");
    expect(JSON.parse(await log(repository))).toEqual({ a: { data: { n: id } } });
  });

  test("in a file where it is too large for a variable", async () => {
    const big = 'printf "big=" >>"$RUNNER_OUTPUT"; head -c 60000 /dev/zero | tr "\\0" x >>"$RUNNER_OUTPUT"';
    const repository = makeTaskRepository({
      "tasks.d/foot.yaml": `tasks:\n${["a", "b", "c"].map((id) => `  - { id: ${id}, run: '${big.replaceAll("'", "''")}' }\n`).join("")}`,
      "tasks.d/top.toml": task(
        'echo "${RUNNER_NEEDS-not set}"; python3 -c \'import json, os; print([len(o["data"]["big"]) for o in json.load(open(os.environ["RUNNER_NEEDS_FILE"])).values()])\'',
        'needs = ["a", "b", "c"]',
      ),
    });
    await repository.call("run top --wait");
    expect(await log(repository)).toBe("not set\n[60000, 60000, 60000]");
  });
});

test.runIf(process.getuid?.() === 0)(
  "a run of another user has an output file of its own, and its files are measured as that user",
  async () => {
    const repository = makeTaskRepository();
    const shared = join(repository.dir, "../shared");
    const secret = join(shared, "secret");
    mkdirSync(shared);
    // As others reach it: the folders above are of this test alone.
    for (let path = shared; path.includes("runner-cli-"); path = dirname(path)) chmodSync(path, 0o755);
    writeFileSync(secret, "1234", { mode: 0o600 });
    writeFileSync(join(shared, "open"), "12", { mode: 0o644 });
    const lent = join(repository.dir, "../lent");
    mkdirSync(lent, { mode: 0o711 });
    repository.commit({
      "tasks.d/t.toml": task(
        `
stat -c 'summary=%a %U' "$RUNNER_OUTPUT" >>"$RUNNER_OUTPUT"
echo '{"artifacts": [{"path": "${secret}"}, {"path": "${shared}/open"}]}' >>"$RUNNER_OUTPUT"
`,
        'user = "nobody"',
      ),
    });
    await repository.call("run t --wait", { env: { CACHE_DIRECTORY: lent } });
    const { outputs } = reports(repository)["t"]!;
    expect(outputs).toMatchObject({
      summary: "600 nobody",
      artifacts: [{ path: secret }, { path: `${shared}/open`, bytes: 2 }],
      problems: [{ where: "artifacts[0]" }],
    });
    expect((outputs!["artifacts"] as object[])[0]).toEqual({ path: secret });
  },
);
