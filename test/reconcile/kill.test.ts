import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Step } from "../../src/model/pass-step.ts";
import { Books } from "./books.ts";

/** A task for every kind of trouble: one each second that writes into the ledger, one that has to be killed, one that fails. */
const files = {
  "runner.toml": "[runner]\nmax_concurrent = 20\n",
  "tasks.d/tick.toml": `schedule = "* * * * * *"
overlap = "queue-all"
run = ["sh", "-c", "echo $RUNNER_RUN_ID >> LEDGER"]
`,
  "tasks.d/stuck.toml": `schedule = "* * * * * *"
timeout = "200ms"
kill_after = "200ms"
run = "trap '' TERM; while true; do sleep 1; done"
`,
  "tasks.d/twice.toml": `schedule = "* * * * * *"
retry = { attempts = 2, delay = "10ms" }
run = "exit 7"
`,
};

let books: Books;
beforeEach(() => {
  books = new Books(files);
});
afterEach(() => books.remove());

const steps: readonly (readonly [step: Step, nth: number])[] = [
  ["revision-recorded", 1],
  ["step-recorded", 1],
  ["step-recorded", 2],
  ["step-recorded", 5],
  ["before-spawn", 1],
  ["before-spawn", 3],
  ["after-spawn", 1],
  ["after-exit", 1],
  ["after-exit", 3],
  ["before-signal", 1],
  ["after-signal", 1],
  ["before-import", 1],
  ["after-import", 1],
  ["import-marked", 1],
  ["before-push", 1],
  ["after-push", 1],
  ["push-marked", 1],
  ["theirs-adopted", 1],
];

describe("killed at a named step and started again, the books balance", () => {
  test.each(steps)("%s, time %i", (step, nth) => {
    // Three seconds ago the tasks were new; now their slots since then are due, all of them within the grace.
    books.runner({ mode: "once", offsetMs: -3000 });
    const another =
      step === "theirs-adopted" ? ({ step: "before-push", command: books.commandOfAnother() } as const) : undefined;
    if (step === "revision-recorded") books.push({ "tasks.d/more.toml": 'run = "true"\n' });

    expect(books.runner({ mode: "once", dieAt: { step, nth }, ...(another && { meanwhile: another }) })).toBe(
      "SIGKILL",
    );
    books.runner({ mode: "once" });

    books.balance();
    books.noSlotIsMissing("tick");
    const entries = books.entries();
    const of = (task: string): string[] => [
      ...new Set(entries.filter((entry) => entry.task === task).map(({ status, reason }) => `${status} ${reason}`)),
    ];
    expect(of("tick")).toEqual(["success exit-0"]);
    expect(of("stuck").filter((end) => !end.startsWith("skipped"))).toEqual(["failed timeout"]);
    expect(of("twice").filter((end) => !end.startsWith("skipped"))).toEqual(["failed exit-7"]);
    expect(books.git(books.remote, "log", "--format=%s", "runner/reports")).toContain(
      step === "theirs-adopted" ? "another host's" : "applied",
    );
  });
});

test("killed at 200 random moments, the books balance", { timeout: 600_000 }, async () => {
  books.runner({ mode: "once" });
  for (let i = 0; i < 200; i++) await books.killDaemonAfter(Math.random() * 400);
  books.runner({ mode: "once" });
  books.balance();
  books.noSlotIsMissing("tick");
  expect(books.entries().filter(({ status }) => status === "lost")).toEqual([]);
});
