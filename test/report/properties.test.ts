import fc from "fast-check";
import { expect, test } from "vitest";
import type { Fact, FactKey } from "../../src/model/condition.ts";
import { runId, sha, taskId } from "../../src/model/ids.ts";
import type { Attempt, Exit, Resources, RunEnd, Trigger } from "../../src/model/run.ts";
import { parseReport, parseTaskState, renderBoard, renderRunCommit } from "../../src/report/index.ts";
import { makeInput, makeMemory, slot } from "./cases.ts";
import { validateReport, validateTaskState } from "./validate.ts";

const text = fc.oneof(fc.string(), fc.constantFrom("", "\n\nStatus: x", "a | b", "\ud800", "\0"));
const instant = fc.integer({ min: 0, max: 4e12 });
const count = fc.nat();
const run = fc.constant(runId("20261120T020000Z-0123456789"));
const task = fc.stringMatching(/^[a-z0-9][a-z0-9._-]{0,62}$/).map(taskId);
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

const longText = fc.oneof(text, fc.string({ minLength: 200, maxLength: 3000 }));
const facts: fc.Arbitrary<Fact[]> = fc.array(
  fc.record({
    key: longText.map((key) => key as FactKey),
    value: fc.oneof(
      fc.record({
        kind: fc.constant("number" as const),
        value: fc.double({ noNaN: true, noDefaultInfinity: true }),
      }),
      fc.record({ kind: fc.constant("boolean" as const), value: fc.boolean() }),
      fc.record({ kind: fc.constant("unknown" as const), why: longText }),
    ),
    at: instant,
  }),
  { maxLength: 4 },
);
const trigger: fc.Arbitrary<Trigger> = fc.oneof(
  fc.record({ kind: fc.constantFrom("schedule" as const, "catch-up" as const, "shutdown" as const) }),
  fc.record(
    {
      kind: fc.constant("request" as const),
      id: text,
      by: text,
      reason: text,
      category: text,
      confidence: fc.double({ min: 0, max: 1, noNaN: true }),
    },
    { requiredKeys: ["kind", "id", "by", "reason"] },
  ),
  fc.record({ kind: fc.constant("needed-by" as const), task, run }),
  fc.record({ kind: fc.constant("boot" as const), bootId: text }),
  fc.record({ kind: fc.constant("login" as const), user: text, line: text }),
  fc.record({
    kind: fc.constant("task" as const),
    task,
    run,
    status: fc.constantFrom("success" as const, "failed" as const, "cancelled" as const, "lost" as const),
    reason: text,
    detail: text,
    endedAt: instant,
    durationMs: count,
    failures: count,
  }),
  fc.record({ kind: fc.constant("file-changed" as const), path: longText }),
  fc.record({ kind: fc.constant("changed" as const), paths: fc.array(longText, { maxLength: 30 }) }),
  fc.record({ kind: fc.constant("condition" as const), condition: longText, facts }),
);
const exit: fc.Arbitrary<Exit> = fc.oneof(
  fc.record({ kind: fc.constantFrom("exited" as const, "check" as const), code: fc.nat(255) }),
  fc.record({ kind: fc.constant("signalled" as const), signal: text }),
  fc.record({ kind: fc.constant("unstartable" as const), problem: text }),
  fc.constant({ kind: "lost" as const }),
);
const resources: fc.Arbitrary<Resources> = fc.record(
  {
    userMs: count,
    systemMs: count,
    peakMemoryBytes: count,
    peakMemoryMeasured: fc.constantFrom("sampled" as const, "cgroup" as const),
    outputBytes: count,
  },
  { requiredKeys: [] },
);
const attempt: fc.Arbitrary<Attempt> = fc.record({
  number: fc.integer({ min: 1, max: 99 }),
  startedAt: instant,
  endedAt: instant,
  exit,
  ended: maybe(fc.constantFrom("timeout" as const, "cancelled" as const, "replaced" as const, "overrun" as const)),
  resources,
});
const end: fc.Arbitrary<RunEnd> = fc.record({
  id: run,
  task,
  status: fc.constantFrom(
    "success" as const,
    "failed" as const,
    "cancelled" as const,
    "lost" as const,
    "skipped" as const,
  ),
  reason: text,
  detail: text,
  slot: maybe(instant),
  trigger,
  wantedAt: instant,
  firstSeen: instant,
  seq: count,
  startedAt: maybe(instant),
  endedAt: instant,
  attempts: fc.array(attempt, { maxLength: 3 }),
  revision: maybe(fc.constant(sha("a".repeat(64)))),
  facts,
  missed: maybe(fc.record({ first: instant, last: instant, count: fc.integer({ min: 1 }) })),
});

test("whatever became of a run: its files keep to the schema, and read back they are the same", () => {
  fc.assert(
    fc.property(end, text, maybe(text), (what, host, paused) => {
      const memory = makeMemory({ paused: paused === undefined ? undefined : { reason: paused, at: 0, by: "person" } });
      const { files } = renderRunCommit(makeInput({ end: what, memory }, { host }));
      const report = String(files[0]!.content);
      expect(validateReport(report)).toEqual([]);
      expect(`${JSON.stringify(parseReport(report), undefined, 2)}\n`).toBe(report);
      const state = String(files.at(-1)!.content);
      expect(validateTaskState(state)).toEqual([]);
      expect(`${JSON.stringify(parseTaskState(state), undefined, 2)}\n`).toBe(state);
      expect(files.every(({ path }) => /^(runs|hosts)(\/[A-Za-z0-9%_-][A-Za-z0-9._%-]*){3,5}$/.test(path))).toBe(true);
    }),
  );
});

test("whatever wanted a run: the report says so in short texts, and the message in one paragraph", () => {
  fc.assert(
    fc.property(end, (what) => {
      const { files, message } = renderRunCommit(makeInput({ end: { ...what, detail: "" } }));
      const report = parseReport(String(files[0]!.content))!;
      const told = [...(report.facts ?? []), ...(report.trigger.kind === "condition" ? report.trigger.facts : [])];
      const texts = told.flatMap((fact) => ["unknown" in fact ? fact.unknown : "", fact.fact]);
      expect(texts.every((line) => line.length <= 400 && !/[\p{Cc}\u2028\u2029]/u.test(line))).toBe(true);
      expect(message.trimEnd().split("\n\n").length).toBe(what.trigger.kind === "schedule" ? 2 : 3);
    }),
  );
});

test("whatever became of a run: its message has one line per trailer, in one block at the end", () => {
  fc.assert(
    fc.property(end, text, (what, host) => {
      const { message } = renderRunCommit(makeInput({ end: what }, { host }));
      const block = message.trimEnd().split("\n\n").at(-1)!;
      expect(block.split("\n").length).toBe(what.slot === undefined ? 8 : 9);
      expect(block.split("\n").every((line) => /^[A-Z][A-Za-z-]+: \S/.test(line))).toBe(true);
    }),
  );
});

test("whatever became of a run: it is one row of the board", () => {
  fc.assert(
    fc.property(end, text, (what, host) => {
      const state = renderRunCommit(makeInput({ end: what }, { host })).files.at(-1)!;
      const rows = renderBoard([parseTaskState(String(state.content))!], slot).split("\n");
      expect(rows.filter((line) => line.startsWith("| ")).length).toBe(3);
    }),
  );
});
