import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Step } from "../../src/model/pass-step.ts";
import { Books } from "./books.ts";

/** Three runs of each of two tasks, all due within the grace of the second pass, and never again. */
function makeFiles(now: number): Readonly<Record<string, string>> {
  const slots = [20, 19, 18].map((seconds) => `"at ${new Date(now - seconds * 1000).toISOString().slice(0, 19)}"`);
  const task = `report = "digest"
schedule = [${slots.join(", ")}]
overlap = "queue-all"
run = ["sh", "-c", "echo $RUNNER_RUN_ID >> LEDGER"]
`;
  return { "tasks.d/one.toml": task, "tasks.d/other.toml": task };
}

const secondMs = 1000;
const hourMs = 3_600_000;

let books: Books;
beforeEach(() => {
  books = new Books(makeFiles(Date.now()));
  books.runner({ mode: "once", offsetMs: -60 * secondMs });
});
afterEach(() => books.remove());

function subjects(): readonly string[] {
  return books.git(books.remote, "log", "--reverse", "--format=%s", "runner/reports").trimEnd().split("\n");
}

function allInOne(): void {
  books.balance();
  expect(new Set(books.ran()).size).toBe(6);
  expect(subjects().filter((subject) => subject.startsWith("digest"))).toEqual(["digest: 6 successes of 2 tasks"]);
  const { length } = subjects();
  books.runner({ mode: "once", offsetMs: 3 * hourMs });
  expect(subjects()).toHaveLength(length);
}

describe("killed while an hour's successes become a commit, and started again, each of them is in exactly one", () => {
  test.each<Step>(["before-import", "after-import", "import-marked", "before-push", "after-push", "push-marked"])(
    "%s",
    (step) => {
      books.runner({ mode: "once" });
      expect(subjects()).toHaveLength(1);
      const dieAt = { step, nth: 1 };
      expect(books.runner({ mode: "once", offsetMs: hourMs, dieAt })).toBe("SIGKILL");
      books.runner({ mode: "once", offsetMs: hourMs });
      allInOne();
    },
  );

  test("and when another host's push had to be taken over first", () => {
    books.runner({ mode: "once" });
    const meanwhile = { step: "before-push", command: books.commandOfAnother() } as const;
    const dieAt = { step: "theirs-adopted", nth: 1 } as const;
    expect(books.runner({ mode: "once", offsetMs: hourMs, meanwhile, dieAt })).toBe("SIGKILL");
    books.runner({ mode: "once", offsetMs: hourMs });
    allInOne();
    expect(subjects()).toContain("another host's");
  });

  test("another host's push alone", () => {
    books.runner({ mode: "once" });
    const meanwhile = { step: "before-push", command: books.commandOfAnother() } as const;
    books.runner({ mode: "once", offsetMs: hourMs, meanwhile });
    allInOne();
  });
});

describe("killed while they end, those that are held are held on", () => {
  test.each<[step: Step, nth: number]>([
    ["step-recorded", 2],
    ["step-recorded", 4],
    ["after-exit", 1],
    ["after-exit", 3],
  ])("%s, time %i", (step, nth) => {
    expect(books.runner({ mode: "once", dieAt: { step, nth } })).toBe("SIGKILL");
    books.runner({ mode: "once" });
    expect(subjects()).toHaveLength(1);
    books.runner({ mode: "once", offsetMs: hourMs });
    allInOne();
  });
});
