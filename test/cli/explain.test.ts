import { describe, expect, test } from "vitest";
import { parseInstant } from "../../src/model/instant.ts";
import { runBin } from "./run-bin.ts";
import { makeTaskRepository } from "./task-repository.ts";

const noon = parseInstant("2026-11-20T12:00Z")!;
const now = (): number => noon;

test("what people see: a sentence, the gates, the next times, the last runs", async () => {
  const repository = makeTaskRepository({
    "tasks.d/backup.toml": 'run = ["no-such-program"]\nschedule = "daily at 02:00"\ntimezone = "Europe/Berlin"\n',
  });
  await repository.call("run backup --wait --reason trying", { now });
  const { code, out, err } = await repository.call("explain backup", { now });
  expect({ code, err }).toEqual({ code: 0, err: "" });
  const [sentence, ...rest] = out.replace(/\d{8}T\d{6}Z-[0-9a-f]{10}/g, "RUN").split("\n");
  expect(sentence).toBe(
    "backup runs next at 2026-11-21T01:00:00Z (in 13 h), if a runner is up by then: `runner start`.",
  );
  // The gates have tests of their own, and there will be more of them.
  expect(rest.filter((line) => line.startsWith("enabled"))).toEqual([
    expect.stringMatching(/^enabled +pass +enabled$/),
  ]);
  expect(
    rest
      .slice(rest.findIndex((line) => line.startsWith("NEXT")))
      .join("\n")
      .replace(/of \S+@/, "of ada@")
      .replace(/ {2,}/g, "  "),
  ).toMatchInlineSnapshot(`
    "NEXT  ZONE  IN
    Sat 2026-11-21 02:00  Europe/Berlin  13 h
    Sun 2026-11-22 02:00  Europe/Berlin  1 d 13 h
    Mon 2026-11-23 02:00  Europe/Berlin  2 d 13 h
    Tue 2026-11-24 02:00  Europe/Berlin  3 d 13 h
    Wed 2026-11-25 02:00  Europe/Berlin  4 d 13 h

    ENDED  TASK  RESULT  WANTED BY  RUN
    2026-11-20T12:00:00Z  backup  failed (unstartable)  request of ada@web-1  RUN
    "
  `);
});

test("a slot that was missed while no runner was up will not run, and that is what it says", async () => {
  const repository = makeTaskRepository({ "tasks.d/clean.toml": 'run = "true"\nschedule = "hourly"\n' });
  await repository.call("run clean --wait", { now });
  const explain = async (at: string): Promise<{ decision: string; reason: string }> =>
    JSON.parse((await repository.call(`explain clean --json --now ${at}`, { now })).out) as never;
  expect(await explain("2026-11-20T13:04Z")).toMatchObject({ decision: "run" });
  expect(await explain("2026-11-20T13:06Z")).toMatchObject({
    decision: "skip",
    reason:
      'clean does not run: its slot of 2026-11-20T13:00:00Z (6 m ago) was missed while no runner was up (catch_up = "none").',
  });
});

describe("a slot that is still to come", () => {
  const sentenceOf = async (text: string, words = ""): Promise<string> => {
    const repository = makeTaskRepository({ "tasks.d/a.toml": `run = "true"\n${text}` });
    await repository.call(`run a --wait --force${words}`, { now });
    return (await repository.call("explain a", { now })).out.split("\n")[0]!;
  };
  const next = "a runs next at 2026-11-21T02:00:00Z (in 14 h), if a runner is up by then: `runner start`.";

  test.each([
    ["its window is open then", 'schedule = "daily at 02:00"\nwindow = "02:00-04:00"', ""],
    [
      "its window is closed then",
      'schedule = "daily at 02:00"\nwindow = "03:00-04:00"',
      " But that slot will be skipped (window): opens at 2026-11-21T03:00:00Z (window 03:00-04:00).",
    ],
    [
      "it will wait for its window",
      'schedule = "daily at 02:00"\nwindow = "03:00-04:00"\notherwise = "wait"',
      " But it will wait then (window): opens at 2026-11-21T03:00:00Z (window 03:00-04:00).",
    ],
    ["it cools down until before", 'schedule = "daily at 02:00"\nblackout = "10:00-14:00"', ""],
    [
      "what does not go by the time is told as it stands",
      'schedule = "daily at 02:00"\nwhen = { file = "/no/such/file" }',
      " As things stand, when is in the way: file(/no/such/file) (now no).",
    ],
  ])("%s", async (_, text, more) => expect(await sentenceOf(text)).toBe(`${next}${more}`));

  test("jitter puts it off to when its window is closed", async () => {
    expect(await sentenceOf('schedule = "daily at 02:00"\njitter = "1h"\nwindow = "01:59-02:01"')).toBe(
      "a runs next at 2026-11-21T02:00:00Z (in 14 h); jitter = 1h puts it off to 2026-11-21T02:24:46.042Z, if a runner is up by then: `runner start`. But that slot will be skipped (window): opens at 2026-11-22T01:59:00Z (window 01:59-02:01).",
    );
  });
});

test("--json: the keys of the contract", async () => {
  const repository = makeTaskRepository({ "tasks.d/clean.toml": 'run = ["no-such-program"]\nschedule = "hourly"\n' });
  await repository.call("run clean --wait", { now });
  const { out } = await repository.call("explain clean --json --now 2026-11-20T12:30Z", { now });
  expect(JSON.parse(out)).toEqual({
    task: "clean",
    decision: "run",
    reason: "clean runs next at 2026-11-20T13:00:00Z (in 30 m), if a runner is up by then: `runner start`.",
    gates: expect.arrayContaining([{ gate: "hosts", verdict: "pass", detail: "for every host" }]),
    next: [13, 14, 15, 16, 17].map((hour) => `2026-11-20T${hour}:00:00Z`),
    last: [
      {
        id: expect.any(String),
        task: "clean",
        status: "failed",
        reason: "unstartable",
        detail: expect.stringContaining("no-such-program"),
        durationMs: 0,
        trigger: {
          kind: "request",
          id: expect.any(String),
          by: expect.stringMatching(/@web-1$/),
          reason: "asked for by hand",
        },
        wantedAt: "2026-11-20T12:00:00Z",
        startedAt: "2026-11-20T12:00:00Z",
        endedAt: "2026-11-20T12:00:00Z",
        attempts: 1,
        revision: repository.git("rev-parse", "HEAD"),
      },
    ],
  });
});

const tasks = `
[[tasks]]
id = "off"
run = "true"
enabled = false
[[tasks]]
id = "later"
run = "true"
schedule = "hourly"
suspend = { until = "2026-12-01T00:00Z", reason = "not yet" }
[[tasks]]
id = "other"
run = "true"
hosts = ["db-*"]
[[tasks]]
id = "quiet"
run = "true"
schedule = "hourly"
[[tasks]]
id = "asked"
run = "true"
[[tasks]]
id = "after"
run = "true"
on = [{ task = "quiet", status = "failed" }, "boot+5m"]
[[tasks]]
id = "space"
run = "true"
on = [{ condition = { file = "/no/such/file" }, for = "5m" }]
[[tasks]]
id = "foot"
run = ["no-such-program"]
[[tasks]]
id = "head"
run = "true"
schedule = "hourly"
needs = ["foot", "quiet"]
`;

test.each([
  ["off", "off does not run: the task says enabled = false."],
  ["later", "later does not run: suspended until 2026-12-01T00:00:00Z: not yet. It goes on by itself then."],
  ["other", 'other does not run: hosts = ["db-*"] does not match web-1 (labels: none).'],
  ["quiet", "quiet does not run: paused since 2026-11-20T12:00:00Z: too loud. `runner resume quiet` lets it go on."],
  ["asked", "asked has no schedule: it runs when asked, `runner run asked`."],
  [
    "after",
    "after runs when quiet has failed, or 5m after the host has booted. No runner is up to see it: `runner start`.",
  ],
  [
    "space",
    "space runs when file(/no/such/file) for 5m. That does not hold now: file(/no/such/file) (now no). No runner is up to see it: `runner start`.",
  ],
  ["foot", "foot has no time of its own: it runs when head needs it."],
  ["head", "head was due at 2026-11-20T13:00:00Z (4 m ago), and no runner was up. `runner start` brings one."],
])("the sentence about a task that is %s", async (task, sentence) => {
  const repository = makeTaskRepository({ "tasks.d/all.toml": tasks });
  await repository.call("pause quiet --reason too-loud", { now });
  const { out } = await repository.call(`explain ${task} --now 2026-11-20T13:04Z`);
  expect(out.split("\n")[0]!.replace("too-loud", "too loud")).toContain(sentence);
});

describe("a task whose last run was skipped", () => {
  test.each([
    [
      "by its window",
      'window = "03:00-04:00"',
      "was skipped at 2026-11-20T12:30:00Z (30 m ago), reason window: opens at 2026-11-21T03:00:00Z (window 03:00-04:00).",
    ],
    [
      "by its condition",
      'when = { file = "/no/such/file" }',
      "was skipped at 2026-11-20T12:30:00Z (30 m ago), reason when: file(/no/such/file) (now no).",
    ],
  ])("%s", async (_, key, sentence) => {
    const repository = makeTaskRepository({ "tasks.d/a.toml": `run = "true"\nschedule = "30 * * * *"\n${key}\n` });
    await repository.call("reconcile", { now });
    await repository.call("reconcile", { now: () => noon + 1_800_000 });
    const { out } = await repository.call("explain a --now 2026-11-20T13:00Z");
    expect(out.split(". ")[0]).toBe(`a ${sentence.slice(0, -1)}`);
    expect(out).toContain(" a runs next at 2026-11-20T13:30:00Z (in 30 m)");
  });

  test("for a long time, as nobody was there", async () => {
    const repository = makeTaskRepository({ "tasks.d/a.toml": 'run = "true"\nschedule = "hourly"\n' });
    await repository.call("reconcile", { now });
    await repository.call("reconcile", { now: () => noon + 86_400_000 + 600_000 });
    const { out } = await repository.call("explain a --now 2026-11-21T12:20Z");
    expect(out.split(". ")[0]).toBe(
      "a was skipped 24 times since 2026-11-20T13:00:00Z (23 h 20 m ago), reason missed: the runner was away for 24 slots, from 2026-11-20T13:00:00Z to 2026-11-21T12:00:00Z",
    );
  });
});

describe("with a runner", () => {
  test("one that has waited for so long that it goes before others", async () => {
    const repository = makeTaskRepository();
    const slow = repository.puppet("slow");
    repository.commit({
      "tasks.d/one.toml": `run = ${slow.run}\nlocks = ["door"]\n`,
      "tasks.d/two.toml": 'run = "true"\nlocks = ["door"]\n',
    });
    await repository.start();
    await repository.call("run one two");
    const inHours = (hours: number) => ({ now: () => Date.now() + hours * 3_600_000 });
    const sentence = async (hours: number): Promise<string> =>
      (JSON.parse((await repository.call("explain two --json", inHours(hours))).out) as { reason: string }).reason;
    expect(await sentence(0.5)).not.toContain("as high");
    expect(await sentence(1.5)).toContain("It has waited for so long that it goes as high, not as medium.");
    expect(await sentence(9)).toContain("It has waited for so long that it goes ahead of all, not as medium.");
    expect(JSON.parse((await repository.call("status --json", inHours(0.5))).out)).not.toHaveProperty(
      "waiting.0.movedUp",
    );
    expect(JSON.parse((await repository.call("status --json", inHours(1.5))).out)).toHaveProperty(
      "waiting.0.movedUp",
      "high",
    );
    expect((await repository.call("status", inHours(1.5))).out).toContain("; has moved up: high");
    await slow.tell("end");
  });

  test("a task that runs, and one that waits for it", async () => {
    const repository = makeTaskRepository();
    const slow = repository.puppet("slow");
    repository.commit({
      "tasks.d/one.toml": `run = ${slow.run}\nlocks = ["door"]\n`,
      "tasks.d/two.toml": 'run = "true"\nlocks = ["door"]\n',
    });
    await repository.start();
    await repository.call("run one two");
    expect((await repository.call("explain one")).out).toMatch(/^one is running since \S+ \(\S+.*\), run \S+\.\n/);
    const { out } = await repository.call("explain two --json");
    expect(JSON.parse(out)).toMatchObject({
      decision: "wait",
      reason: expect.stringMatching(
        /^two is wanted since \S+ \(.+\) and waits \(locks\): lock door is held \(1 of 1\)\.$/,
      ),
    });
    await slow.tell("end");
  });
});

describe("where there is nothing to explain", () => {
  test("no revision is in force yet", async () => {
    const repository = makeTaskRepository({ "tasks.d/hello.toml": 'run = "true"\n' });
    const { code, err } = await repository.call("explain hello");
    expect(code).toBe(2);
    expect(err).toBe(
      "runner: no revision is in force here yet\n  `runner start` brings the newest commit into force, `runner reconcile` does so once.\n",
    );
  });

  test("the first revision was rejected", async () => {
    const repository = makeTaskRepository({ "tasks.d/hello.toml": "rum = 1\nrun = 'true'\n" });
    await repository.call("reconcile");
    const { code, err } = await repository.call("explain hello");
    expect(code).toBe(2);
    expect(err).toContain("tasks.d/hello.toml:1:1: ");
  });

  test("no such task, no such moment", async () => {
    const repository = makeTaskRepository({ "tasks.d/hello.toml": 'run = "true"\n' });
    await repository.call("reconcile");
    expect(await repository.call("explain helo")).toMatchObject({ code: 2, err: expect.stringContaining("hello?") });
    expect(await repository.call("explain hello --now noon")).toMatchObject({ code: 2, out: "" });
    expect(await repository.call("explain")).toMatchObject({ code: 2, out: "" });
  });
});

test("as a program", async () => {
  const repository = makeTaskRepository({ "tasks.d/hello.toml": 'run = "true"\n' });
  await repository.call("reconcile");
  const { code, out } = await runBin(["explain", "hello"], repository.dir).done;
  expect(code).toBe(0);
  expect(out).toMatch(/^hello has no schedule/);
});
