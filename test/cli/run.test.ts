import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runBin } from "./run-bin.ts";
import { makeTaskRepository } from "./task-repository.ts";

const hello = { "tasks.d/hello.toml": 'run = "echo hello"\n' };
const runId = /\d{8}T\d{6}Z-[0-9a-f]{10}/g;

describe("without a runner, in a repository with one commit and no remote", () => {
  test("a task runs here, and its report is a commit", async () => {
    const repository = makeTaskRepository(hello);
    const { code, out, err } = await repository.call("run hello --wait --json");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(JSON.parse(out)).toEqual([
      {
        id: expect.stringMatching(runId),
        task: "hello",
        status: "success",
        reason: "exit-0",
        detail: "",
        durationMs: expect.any(Number),
      },
    ]);
    expect(repository.git("log", "-1", "--format=%s", "runner/reports")).toMatch(/^hello: success in/);
  });

  test("it waits without being told to, and says so", async () => {
    const repository = makeTaskRepository(hello);
    const { code, out, err } = await repository.call("run hello");
    expect(code).toBe(0);
    expect(out).toMatch(/^hello: success in \d+ ms\n$/);
    expect(err).toBe("no runner is up: running it here and waiting for the end\n");
  });

  test("a failure is exit code 1 and says where its output is", async () => {
    const repository = makeTaskRepository({ ...hello, "tasks.d/oops.toml": 'run = "exit 3"\n' });
    const { code, out } = await repository.call("run hello oops --wait");
    expect(code).toBe(1);
    expect(out.replace(runId, "RUN").replace(/\d+ ms/g, "N ms")).toBe(
      "hello: success in N ms\noops: failed (exit 3) in N ms\n  its output: runner logs RUN\n",
    );
  });

  test("a task that needs another brings it along", async () => {
    const repository = makeTaskRepository({ ...hello, "tasks.d/after.toml": 'run = "true"\nneeds = ["hello"]\n' });
    expect((await repository.call("run after --wait")).code).toBe(0);
    const ran = JSON.parse((await repository.call("history --json")).out) as { task: string }[];
    expect(ran.map(({ task }) => task)).toEqual(["after", "hello"]);
  });

  test("--worktree runs the files as they lie here", async () => {
    const repository = makeTaskRepository(hello);
    repository.write({ "tasks.d/draft.toml": 'run = "echo draft"\n' });
    expect((await repository.call("run draft --wait")).code).toBe(2);
    expect((await repository.call("run draft --wait --worktree")).code).toBe(0);
  });

  test("what is checked out counts where there is no branch main", async () => {
    const repository = makeTaskRepository(hello);
    repository.git("branch", "-m", "trunk");
    expect((await repository.call("run hello --wait")).code).toBe(0);
    repository.git("checkout", "--quiet", "--detach");
    expect((await repository.call("run hello --wait")).code).toBe(0);
  });

  test("a name that is none: did you mean", async () => {
    const repository = makeTaskRepository(hello);
    expect(await repository.call("run helo --wait")).toEqual({
      code: 2,
      out: "",
      err: "runner: there is no task helo in the revision in force\n  Did you mean hello?\n",
    });
  });

  test("a revision with an error runs nothing, and says where it is", async () => {
    const repository = makeTaskRepository({ ...hello, "tasks.d/bad.toml": 'rum = "true"\nrun = "true"\n' });
    const { code, err } = await repository.call("run hello --wait");
    expect(code).toBe(2);
    expect(err).toContain("tasks.d/bad.toml:1:1: ");
    expect(err).toContain("no revision is in force yet");
  });

  test("an older revision goes on while the newest has an error", async () => {
    const repository = makeTaskRepository(hello);
    await repository.call("run hello --wait");
    repository.commit({ "tasks.d/bad.toml": "rum = 1\n" });
    const { code, err } = await repository.call("run hello --wait");
    expect(code).toBe(0);
    expect(err).toContain("the newest revision does not come into force");
  });

  test("who has had enough of waiting leaves it going, and the next runner records its end", async () => {
    const repository = makeTaskRepository();
    const slow = repository.puppet("slow");
    repository.commit({ "tasks.d/slow.toml": `run = ${slow.run}\n` });
    const calling = repository.begin("run slow --wait");
    await slow.tell("it is up");
    calling.stop();
    const { code, err } = await calling.done;
    expect(code).toBe(1);
    expect(err).toMatch(/^slow goes on by itself; the next runner .* `runner cancel \S+` ends it\.\n$/);
    const next = repository.begin("reconcile");
    await slow.tell("end");
    expect(await next.done).toMatchObject({ code: 0, out: expect.stringMatching(/^slow: success in/) });
  });
});

describe("with a runner", () => {
  test("a request is handed over; one that has to wait says what for", async () => {
    const repository = makeTaskRepository();
    const slow = repository.puppet("slow");
    repository.commit({
      "tasks.d/one.toml": `run = ${slow.run}\nlocks = ["door"]\n`,
      "tasks.d/two.toml": 'run = "true"\nlocks = ["door"]\noverlap = "queue-all"\n',
    });
    await repository.start();
    const one = await repository.call("run one");
    expect(one).toMatchObject({ code: 0, err: "" });
    expect(one.out.replace(runId, "RUN")).toBe("one: started (run RUN)\n");
    const two = await repository.call("run two --json");
    expect(JSON.parse(two.out)).toEqual([
      {
        id: expect.stringMatching(runId),
        task: "two",
        status: "waiting",
        reason: "locks: lock door is held (1 of 1)",
      },
    ]);
    const waiting = repository.begin("run two --wait");
    await waiting.says("two: has to wait: overlap: waits for ");
    await slow.tell("end");
    expect(await waiting.done).toMatchObject({ code: 0, out: expect.stringMatching(/^two: success in/) });
  });

  test("a skip is told as one, and is exit code 1", async () => {
    const repository = makeTaskRepository(hello);
    await repository.start();
    await repository.call("pause hello --reason x");
    const skipped = await repository.call("run hello --wait --json");
    expect(skipped.code).toBe(1);
    expect(JSON.parse(skipped.out)).toMatchObject([{ task: "hello", status: "skipped", reason: "paused" }]);
    expect((await repository.call("run hello --wait --force")).code).toBe(0);
  });

  test("Ctrl-C ends the waiting, not the run", async () => {
    const repository = makeTaskRepository();
    const slow = repository.puppet("slow");
    repository.commit({ "tasks.d/slow.toml": `run = ${slow.run}\n` });
    await repository.start();
    const calling = repository.begin("run slow --wait");
    await slow.tell("it is up");
    calling.stop();
    const { code, err } = await calling.done;
    expect(code).toBe(1);
    expect(err.replace(runId, "RUN")).toBe(
      "slow goes on. `runner logs -f RUN` follows it, `runner cancel RUN` ends it.\n",
    );
    const following = repository.begin(`logs -f ${runId.exec(err)![0]}`);
    await slow.tell("end");
    expect((await following.done).out).toBe("it is up\n");
  });

  test("a runner that leaves tells those who wait", async () => {
    const repository = makeTaskRepository();
    const slow = repository.puppet("slow");
    repository.commit({ "tasks.d/slow.toml": `run = ${slow.run}\n` });
    const daemon = await repository.start();
    const calling = repository.begin("run slow --wait");
    await slow.tell("it is up");
    daemon.stop();
    const { code, err } = await calling.done;
    expect(code).toBe(3);
    expect(err).toContain("the runner went away before it answered");
    await daemon.done;
    await slow.tell("end");
  });

  test("--worktree is refused: the runner runs what is in force", async () => {
    const repository = makeTaskRepository(hello);
    await repository.start();
    const { code, err } = await repository.call("run hello --worktree");
    expect(code).toBe(2);
    expect(err).toContain("Leave out --worktree, or `runner stop` first.");
  });
});

describe("--category", () => {
  test.each([
    ["run", "which task? Name one, or what it is for by --category"],
    ["run hello --category slow", "tasks or --category, not both"],
    ["run hello --confidence 1", "--confidence goes with --category"],
    ["run --category _-", "--category: which one?"],
    ["run --category slow --confidence 90", '--confidence: "90" is no number from 0 to 1, such as 0.9'],
    ["run --category slow --confidence much", '--confidence: "much" is no number from 0 to 1, such as 0.9'],
    ["run --category slow --confidence=", '--confidence: "" is no number from 0 to 1, such as 0.9'],
  ])("%s", async (words, what) => {
    const repository = makeTaskRepository(hello);
    expect(await repository.call(words)).toEqual({ code: 2, out: "", err: `runner: ${what}\n` });
  });

  test.each(["run --category slow", "run --category slow --dry-run"])("%s, where nobody listens", async (words) => {
    const repository = makeTaskRepository(hello);
    expect(await repository.call(words)).toEqual({
      code: 2,
      out: "",
      err: `runner: no task that is enabled here listens to requests for category "slow"
  None listens to any: on = [{ request = { category = "…" } }] in a task makes it do so.
`,
    });
  });
});

describe("--dry-run", () => {
  test("shows what would be run, how, and what stands in its way", async () => {
    const repository = makeTaskRepository({
      "tasks.d/report.yaml": `
run: |
  echo "$GREETING"
  date
env: { GREETING: hello, SECRET: hush }
needs: [fetch]
timeout: 90s
`,
      "tasks.d/fetch.toml": 'run = ["echo", "it is here"]\n',
    });
    const { code, out, err } = await repository.call("run report --dry-run");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    const sha = repository.git("rev-parse", "HEAD").slice(0, 7);
    expect(out.replaceAll(sha, "COMMIT")).toMatchInlineSnapshot(`
      "report would wait: waits for fetch
        command  echo "$GREETING"
                 date
        shell    bash -euo pipefail {}
        workdir  . in a snapshot of COMMIT
        timeout  1m30s
        env      GREETING HOME LANG LOGNAME PATH RUNNER_ATTEMPT RUNNER_DRY_RUN RUNNER_NEEDS RUNNER_OUTPUT RUNNER_PARAMS RUNNER_REPO RUNNER_REVISION RUNNER_RUN_ID RUNNER_SLOT RUNNER_TASK RUNNER_TMP RUNNER_TRIGGER SECRET SHELL TZ USER
        first    fetch

      GATE         SAYS  WHY
      enabled      pass  enabled
      hosts        pass  for every host
      delay        pass  no delay
      deadline     pass  no start_deadline
      blackout     pass  no blackout
      window       pass  no window: at any time
      cooldown     pass  no cooldown
      rate         pass  no rate
      cpu-time     pass  no max_cpu_time
      requires     pass  requires nothing
      overlap      pass  no other run is active
      protect      pass  protects nothing
      needs        wait  waits for fetch
      when         pass  no condition
      locks        pass  needs no lock
      concurrency  pass  0 of 3 places are taken

      this task does not say that it understands a dry run (supports_dry_run): nothing was started
      "
    `);
    expect(out).not.toContain("hush");
    const told = JSON.parse((await repository.call("run report --dry-run --json")).out) as unknown[];
    expect(told).toMatchObject([{ task: "report", decision: "wait", needsFirst: ["fetch"], timeoutMs: 90_000 }]);
    expect((await repository.call("history")).out).toContain("nothing has run here yet");
  });

  test("knows what earlier runs have used of a quota of CPU time, also those of another runner", async () => {
    const busy = "i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done";
    const repository = makeTaskRepository({
      "tasks.d/busy.toml": `run = "${busy}"\nlimits = { max_cpu_time = "1ms/d" }\n`,
    });
    const ask = async () => (await repository.call("run busy --dry-run --json")).out;
    expect(JSON.parse(await ask())).toMatchObject([{ decision: "run" }]);
    expect((await repository.call("run busy --wait")).code).toBe(0);
    const told = JSON.parse(await ask()) as { reason: string }[];
    expect(told).toMatchObject([{ decision: "skip" }]);
    expect(told[0]!.reason).toContain("max_cpu_time = 1ms/d");
    await repository.call("run busy --wait");
    const [last] = JSON.parse((await repository.call("history --json")).out) as unknown[];
    expect(last).toMatchObject({ status: "skipped", reason: "cpu-time" });
  });

  test("shows limits, and the files at stake", async () => {
    const repository = makeTaskRepository({ "tasks.d/hello.toml": 'run = "echo hi"\n' });
    const stake = join(repository.dir, "stake");
    mkdirSync(stake);
    writeFileSync(join(stake, "a"), "12345");
    writeFileSync(join(stake, "b"), "123");
    const task = `run = "rm -r ${stake}"\nprotect = ["${stake}/*"]\nlimits = { memory = "64M", nice = 5 }\ndry_run = true\n`;
    writeFileSync(join(repository.dir, "tasks.d/hello.toml"), task);
    repository.git("commit", "-qam", "careful");
    const { code, out } = await repository.call("run hello --dry-run");
    expect(code).toBe(0);
    expect(out).toContain("  limits   memory 64 MiB, nice 5\n");
    expect(out).toContain(
      `  stake    2 files, 8 B, copied first, put back after a failure\n           ${stake}/a\n           ${stake}/b\n`,
    );
    expect(out).toContain("  dry run  every run of it: RUNNER_DRY_RUN=1\n");
    const told = JSON.parse((await repository.call("run hello --dry-run --json")).out) as unknown[];
    expect(told).toMatchObject([
      {
        limits: { memory: "64M", nice: 5 },
        stake: { files: 2, bytes: 8, paths: [`${stake}/a`, `${stake}/b`] },
        dryRun: true,
      },
    ]);
    expect(readdirSync(stake)).toEqual(["a", "b"]);
  });

  test("a task whose runs are dry is told so, and so is whoever reads its report", async () => {
    const repository = makeTaskRepository({
      "tasks.d/hello.toml": 'run = "echo dry=$RUNNER_DRY_RUN"\ndry_run = true\n',
      "tasks.d/real.toml": 'run = "echo dry=$RUNNER_DRY_RUN"\n',
    });
    expect((await repository.call("run hello --wait --log")).out).toContain("dry=1\n");
    expect((await repository.call("run real --wait --log")).out).toContain("dry=\n");
    const [real, hello] = repository.git("log", "-2", "--format=%B%x00", "runner/reports").split("\0");
    expect(hello).toContain("A dry run (RUNNER_DRY_RUN=1).");
    expect(real).not.toContain("dry run");
    const path = repository.git("log", "-2", "--format=", "--name-only", "runner/reports", "--", "runs/*/hello/*.json");
    expect(JSON.parse(repository.git("show", `runner/reports:${path.trim()}`))).toMatchObject({ dryRun: true });
  });
});

describe("--dry-run of a task that says that it understands one", () => {
  const careful = `run = 'echo "dry=$RUNNER_DRY_RUN"'\nsupports_dry_run = true\n`;
  const real = `run = "true"\n`;

  test("shows it and runs it, told to change nothing; whoever looks back is told that it was dry", async () => {
    const repository = makeTaskRepository({ "tasks.d/careful.toml": careful });
    const { code, out, err } = await repository.call("run careful --dry-run --log");
    expect({ code, err }).toEqual({ code: 0, err: "no runner is up: running it here and waiting for the end\n" });
    expect(out).toMatch(/^careful would run now\n {2}command {2}echo "dry=/);
    expect(out).toMatch(
      /\nit understands a dry run, and is started with RUNNER_DRY_RUN=1\ndry=1\ncareful: dry run, success in .*\n$/,
    );
    expect(repository.git("log", "-1", "--format=%s%n%b", "runner/reports")).toMatch(
      /^careful: dry run, success in [^]*A dry run \(RUNNER_DRY_RUN=1\)\./,
    );
    expect((await repository.call("history")).out).toContain("dry run, success in ");
    expect((await repository.call("explain careful")).out).toContain("dry run, success in ");
    expect(JSON.parse((await repository.call("history --json")).out)).toMatchObject([{ dryRun: true }]);
    const [state] = JSON.parse((await repository.call("status --json")).out).tasks as unknown[];
    expect(state).not.toHaveProperty("last");
    await repository.call("run careful");
    expect((await repository.call("logs careful")).out).toBe("dry=\n");
  });

  test("by a daemon, too; as values with what became of it", async () => {
    const repository = makeTaskRepository({ "tasks.d/careful.toml": careful, "tasks.d/real.toml": real });
    await repository.start();
    const { code, out } = await repository.call("run careful real --dry-run --wait --json");
    expect(code).toBe(0);
    const [first, second] = JSON.parse(out) as unknown[];
    expect(first).toMatchObject({
      task: "careful",
      supportsDryRun: true,
      ran: { task: "careful", status: "success", id: expect.stringMatching(runId) },
    });
    expect(second).toMatchObject({ task: "real", supportsDryRun: false });
    expect(second).not.toHaveProperty("ran");
    const runs = JSON.parse((await repository.call("history --json")).out) as unknown[];
    expect(runs).toMatchObject([{ task: "careful", dryRun: true }]);
  });

  test("what does not say so is not started", async () => {
    const repository = makeTaskRepository({ "tasks.d/real.toml": real });
    await repository.start();
    const { code, out } = await repository.call("run real --dry-run --wait");
    expect(code).toBe(0);
    expect(out).toMatch(
      /\nthis task does not say that it understands a dry run \(supports_dry_run\): nothing was started\n$/,
    );
    expect((await repository.call("history")).out).toContain("nothing has run here yet");
  });

  test("it fails as a dry run, once: nothing is copied before it, and nothing put back after it", async () => {
    const repository = makeTaskRepository();
    const kept = join(repository.dir, "kept");
    repository.commit({
      kept: "before",
      "tasks.d/careful.toml": `
run = "echo after > ${kept}; exit 4"
protect = ["${kept}"]
rollback = "echo undone > ${kept}"
supports_dry_run = true
retry = { attempts = 3 }
`,
    });
    const { code, out } = await repository.call("run careful --dry-run --json");
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject([{ ran: { status: "failed", reason: "exit-4" } }]);
    expect(readFileSync(kept, "utf8")).toBe("after\n");
    expect(JSON.parse((await repository.call("history --json")).out)).toMatchObject([{ attempts: 1 }]);
    expect(JSON.parse((await repository.call("rollbacks --json")).out)).toEqual([]);
    expect((await repository.call("run careful")).code).toBe(1);
    expect(readFileSync(kept, "utf8")).toBe("undone\n");
  });

  test("without what it needs, with parameters", async () => {
    const repository = makeTaskRepository({
      "tasks.d/fetch.toml": careful,
      "tasks.d/report.toml": `
run = 'echo "$PARAM_DAYS, dry=$RUNNER_DRY_RUN"'
params.properties.days = { type = "integer" }
needs = ["fetch"]
supports_dry_run = true
`,
    });
    const { code, out } = await repository.call("run report --dry-run --with-needs --param days=3 --log");
    expect(code).toBe(0);
    expect(out).toContain("is started with RUNNER_DRY_RUN=1, without what it needs: fetch\n3, dry=1\n");
    expect(JSON.parse((await repository.call("history --json")).out)).toMatchObject([{ task: "report" }]);
  });
});

describe("as a program", () => {
  test("values go to standard output, everything else to standard error", async () => {
    const repository = makeTaskRepository({ "tasks.d/oops.toml": 'run = "echo loud; exit 3"\n' });
    const { code, out, err } = await runBin(["run", "oops", "--json"], repository.dir).done;
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject([{ task: "oops", status: "failed", reason: "exit-3" }]);
    expect(err).toBe("no runner is up: running it here and waiting for the end\n");
  });

  test("SIGINT ends the program and not what it runs", async () => {
    const repository = makeTaskRepository();
    const slow = repository.puppet("slow");
    repository.commit({ "tasks.d/slow.toml": `run = ${slow.run}\n` });
    const program = runBin(["run", "slow", "--wait"], repository.dir);
    await slow.tell("it is up");
    program.child.kill("SIGINT");
    expect(await program.done).toMatchObject({ code: 1, err: expect.stringContaining("slow goes on by itself") });
    await slow.tell("end");
    const { out } = await repository.call("reconcile");
    expect(out).toMatch(/^slow: success in/);
  });
});
