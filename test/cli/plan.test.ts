import { existsSync, mkdtempSync, readdirSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { parseInstant } from "../../src/model/instant.ts";
import { call } from "./call.ts";
import { runBin } from "./run-bin.ts";
import { makeTaskRepository } from "./task-repository.ts";

const tasks = {
  // What it says of their texts depends on the version that is installed.
  "runner.toml": '[attention]\nshellcheck = "see plan-shellcheck.test.ts"\n',
  "tasks.d/ping.toml": `schedule = "every 15 minutes"\nrun = "touch $RUNNER_TMP/ran"\n`,
  "tasks.d/backup.toml": `
[defaults]
timezone = "Europe/Berlin"
[[tasks]]
id = "dump"
run = "true"
[[tasks]]
id = "backup"
schedule = "daily at 00:30"
needs = ["dump"]
run = "true"
`,
};

function planOf(out: string): { problems: unknown[]; forecast: Planned[]; now: Planned[]; until: string } {
  return JSON.parse(out) as ReturnType<typeof planOf>;
}

interface Planned {
  readonly at: string;
  readonly task: string;
  readonly slot: string | null;
  readonly decision: string;
  readonly reason: string;
  readonly trigger: string;
  readonly durationMs: number;
  readonly durationAssumed: boolean;
}

describe("for machines", () => {
  test("problems, forecast, now: with instants as text, the horizon's end included", async () => {
    const repository = makeTaskRepository(tasks);
    const { code, out, err } = await repository.call("plan --json --now 2026-11-20T23:00Z --for 30m");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(planOf(out)).toEqual({
      digest: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown,
      problems: [],
      settings: [],
      changes: [
        { task: "backup", change: "added", fields: expect.any(Array) as unknown },
        { task: "dump", change: "added", fields: expect.any(Array) as unknown },
        { task: "ping", change: "added", fields: expect.any(Array) as unknown },
      ],
      attention: [],
      forecast: [
        planned("23:15", "ping"),
        { ...planned("23:30", "dump"), reason: "needed-by", trigger: "needed-by", detail: "needed by backup" },
        planned("23:30", "ping"),
        { ...planned("23:30", "backup"), reason: "needs", detail: "waits for dump" },
      ],
      now: [],
      conditional: [],
      until: "2026-11-20T23:30:00Z",
    });
    expect(await repository.call("plan --format json --now 2026-11-20T23:00Z --for 30m")).toEqual({ code, out, err });
  });

  function planned(time: string, task: string) {
    const at = `2026-11-20T${time}:00Z`;
    const how = { decision: "run", reason: "schedule", detail: "", trigger: "schedule" };
    return { at, task, slot: at, ...how, durationMs: 0, durationAssumed: true };
  }

  test("with an error there are problems and no forecast", async () => {
    const repository = makeTaskRepository({
      ...tasks,
      "tasks.d/bad.toml": 'schedule = "daily at 25:00"\nrun = "true"\n',
    });
    const { code, out } = await repository.call("plan --json --now 2026-11-20T23:00Z");
    expect(code).toBe(2);
    expect(planOf(out)).toMatchObject({ problems: [{ file: "tasks.d/bad.toml", line: 1 }], forecast: [], now: [] });
  });
});

describe("the past", () => {
  const noon = parseInstant("2026-11-20T12:00Z")!;

  test("is the journal's: late slots would run now, and runs take as long as they did", async () => {
    const repository = makeTaskRepository(tasks);
    await repository.call("reconcile", { now: () => noon });
    const late = planOf((await repository.call("plan --json --now 2026-11-20T12:17Z --for 10m")).out);
    expect(late.now).toMatchObject([{ task: "ping", slot: "2026-11-20T12:15:00Z", decision: "run", reason: "late" }]);
    expect(late.forecast).toEqual([]);
    await repository.call("reconcile", { now: () => noon + 17 * 60_000 });
    const known = planOf((await repository.call("plan --json --now 2026-11-20T12:20Z --for 10m")).out);
    expect(known.now).toEqual([]);
    expect(known.forecast).toMatchObject([{ task: "ping", slot: "2026-11-20T12:30:00Z", durationAssumed: false }]);
  });

  test("is left as it is, and nothing is executed", async () => {
    const repository = makeTaskRepository(tasks);
    await repository.call("plan");
    expect(existsSync(join(repository.dir, ".git/runner"))).toBe(false);
    await repository.call("reconcile", { now: () => noon });
    const history = await repository.call("history --json");
    const { now } = planOf((await repository.call("plan --json --now 2026-11-20T12:17Z")).out);
    expect(now).toHaveLength(1);
    expect(await repository.call("history --json")).toEqual(history);
    expect(repository.git("status", "--porcelain")).toBe("");
  });

  test("of another repository around a folder of tasks does not count", async () => {
    const repository = makeTaskRepository(tasks);
    await repository.call("reconcile", { now: () => noon });
    repository.write({ "examples/x/tasks.d/ping.toml": tasks["tasks.d/ping.toml"] });
    const { out } = await repository.call("plan --repo examples/x --json --now 2026-11-20T12:17Z --for 1m");
    expect(planOf(out).now).toEqual([]);
  });

  test("that cannot be read is told", async () => {
    const repository = makeTaskRepository({ ...tasks, ".git/runner/journal.db": "no database" });
    const { code, out } = await repository.call("plan --now 2026-11-20T12:17Z");
    expect(code).toBe(0);
    expect(out).toContain("The past does not count: the journal cannot be opened");
  });
});

describe("for people", () => {
  test("day by day, in their own time where it differs, with what repeats itself folded", async () => {
    const repository = makeTaskRepository(tasks);
    const { code, out } = await repository.call("plan --now 2026-11-20T12:00Z");
    expect(code).toBe(0);
    expect(`\n${out}`).toBe(`
Changes nothing is in force yet: 3 new tasks

Forecast from Fri 2026-11-20 12:00 to Sat 2026-11-21 12:00 UTC (1d): 98 runs
  UTC    LOCAL                    TASK    WILL  TAKES  WHY
Fri 2026-11-20
  12:15                           ping    run       ?  every 15m until Sat 2026-11-21 12:00, 96 times
  23:30  Sat 00:30 Europe/Berlin  dump    run       ?  needed by backup
  23:30  Sat 00:30 Europe/Berlin  backup  run       ?  waits for dump

Now \`runner reconcile\` would do: nothing

? has not succeeded here yet: taken to need no time
Nothing has run here yet: the tasks count as applied at this moment.
`);
  });

  test("outside of git, skips with their reason, cut to the terminal", async () => {
    const dir = realpathSync(mkdtempSync(join(tmpdir(), "runner-plan-")));
    onTestFinished(() => rmSync(dir, { recursive: true }));
    const repository = makeTaskRepository({
      "runner.toml": "[runner]\nmax_concurrent = 1\nmax_queued = 0\n",
      "tasks.d/a.toml": 'schedule = "hourly"\nrun = "true"\n',
      "tasks.d/b.toml": 'schedule = "hourly"\nrun = "true"\n',
    });
    rmSync(join(repository.dir, ".git"), { recursive: true });
    const { out } = await repository.call("plan --now 2026-11-20T12:00Z --for 1h", {
      columns: 60,
      env: { NO_COLOR: "1" },
    });
    expect(out).toContain("1 run, 1 skipped");
    expect(out).toMatch(/^ {2}13:00 +b +skip +queue-full: more than ma…$/m);
    expect(await call(["plan"], { cwd: dir, env: {} })).toMatchObject({ code: 2, out: "" });
    expect(readdirSync(dir)).toEqual([]);
  });

  test("problems go first, and errors are all there is", async () => {
    const repository = makeTaskRepository({ ...tasks, "tasks.d/bad.toml": 'schedule = "daily at 25:00"\n' });
    const { code, out } = await repository.call("plan");
    expect(code).toBe(2);
    expect(out).toMatch(/^error\[/);
    expect(out).toMatch(/they would be turned away, and nothing would change\.\n$/);
  });

  test("without tasks it says how to come by one", async () => {
    const repository = makeTaskRepository({ "runner.toml": "" });
    expect((await repository.call("plan")).out).toContain("runner new task");
  });

  test.each([
    ["--for soon", 'runner: --for: "soon" is no duration. Write it like this: 90m, 24h, 7d\n'],
    [
      "--for 4000d",
      'runner: --for: "4000d" is too far ahead (at most ten years, 3660d). Write it like this: 90m, 24h, 7d\n',
    ],
    ["--format html", 'runner: --format: "html" is not one of: text, json, markdown, github, gitlab, sarif\n'],
  ])("%s is refused", async (words, err) => {
    const repository = makeTaskRepository(tasks);
    expect(await repository.call(`plan ${words}`)).toEqual({ code: 2, out: "", err });
  });
});

describe("a revision that removes too much at once", () => {
  const seven = Object.fromEntries(
    ["a", "b", "c", "d", "e", "f", "g"].map((id) => [`tasks.d/${id}.toml`, 'run = "true"\n']),
  );
  const but = (id: string): string[] => Object.keys(seven).filter((path) => path !== `tasks.d/${id}.toml`);

  test("is told to be held, and what lets it through", async () => {
    const repository = makeTaskRepository(seven);
    await repository.call("reconcile");
    repository.git("rm", "--quiet", ...but("c"));
    const { code, out } = await repository.call("plan");
    expect(code).toBe(0);
    expect(out.slice(0, out.indexOf("Changes"))).toMatchInlineSnapshot(`
      "Held: it removes 6 of 7 tasks; \`runner resume --revision SHA\` lets it through
        Before somebody has called that, the runner stays with the revision in force. What follows is for afterwards.
        removed: a, b, d, e, f, g

      "
    `);
    expect(JSON.parse((await repository.call("plan --json")).out)).toMatchObject({
      problems: [],
      held: {
        reason: "mass-removal",
        removed: ["a", "b", "d", "e", "f", "g"],
        of: 7,
        detail: "it removes 6 of 7 tasks; `runner resume --revision SHA` lets it through",
      },
    });
    // As it then comes.
    const sha = repository.commit({});
    expect((await repository.call("reconcile")).out).toContain("held: it removes 6 of 7 tasks");
    expect((await repository.call(`resume --revision ${sha}`)).code).toBe(0);
    expect((await repository.call("plan")).out).not.toContain("Held");
    expect(JSON.parse((await repository.call("plan --json")).out)).not.toHaveProperty("held");
  });

  test("also where none is left", async () => {
    const repository = makeTaskRepository({ "tasks.d/a.toml": 'run = "true"\n' });
    await repository.call("reconcile");
    repository.git("rm", "--quiet", "tasks.d/a.toml");
    repository.write({ "runner.toml": "" });
    expect((await repository.call("plan")).out).toContain("it removes 1 of 1 tasks");
  });

  test.each([
    ["is not held where the one in force allows it", 90, 50, false],
    ["is held where only itself does", 50, 90, true],
  ])("%s", async (_, before, after, isHeld) => {
    const repository = makeTaskRepository({ ...seven, "runner.toml": `[git]\nmax_removed = ${before}\n` });
    await repository.call("reconcile");
    repository.git("rm", "--quiet", ...but("c"));
    repository.write({ "runner.toml": `[git]\nmax_removed = ${after}\n` });
    const plan = JSON.parse((await repository.call("plan --json")).out) as { held?: object };
    expect(plan.held !== undefined).toBe(isHeld);
    repository.commit({});
    expect((await repository.call("reconcile")).code).toBe(isHeld ? 2 : 0);
  });
});

test("the command itself: text in a pipe, exit code", async () => {
  const repository = makeTaskRepository(tasks);
  const { code, out, err } = await runBin(["plan", "--now", "2026-11-20T12:00Z"], repository.dir).done;
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out).toContain("every 15m until Sat 2026-11-21 12:00, 96 times");
});

test.each(["second", "minute", "hour", "day"])("every %s is named as people name it", async (unit) => {
  const repository = makeTaskRepository({
    "tasks.d/ping.toml": `schedule = { every = "1${unit[0]}" }\nrun = "true"\n`,
  });
  const { out } = await repository.call(`plan --now 2026-11-20T12:00Z --for ${unit === "day" ? "9d" : "9h"}`);
  expect(out).toContain(`every ${unit} until`);
});
