import { describe, expect, test } from "vitest";
import { endOfHold, holdMs } from "../../src/reconcile/choose-batch.ts";

const now = 10 * holdMs;
const all = Number.MAX_SAFE_INTEGER;

describe("below which number what is held goes", () => {
  test.each<[name: string, of: Partial<Parameters<typeof endOfHold<{ seq: number }>>[0]>, before: number | undefined]>([
    ["nothing is held", { heldSince: undefined, isAwaited: () => true }, undefined],
    ["it is held for less than an hour", { heldSince: now - holdMs + 1 }, undefined],
    ["for an hour: all of it", { heldSince: now - holdMs }, all],
    ["for long", { heldSince: 0 }, all],
    ["the clock was set back by less", { heldSince: now + holdMs - 1 }, undefined],
    ["the clock was set back by an hour", { heldSince: now + holdMs }, all],
    ["others have to come after it: what is before the first of them", { isAwaited: ({ seq }) => seq > 3 }, 5],
    ["the same, and it is an hour", { heldSince: 0, isAwaited: ({ seq }) => seq > 3 }, 5],
    [
      "an hour, and more than fits is pending: what is before the last that is known",
      { heldSince: 0, isAll: false },
      7,
    ],
    ["less than an hour, and more than fits is pending", { isAll: false }, undefined],
  ])("%s", (_, of, before) => {
    const own = [2, 3, 5, 7].map((seq) => ({ seq }));
    expect(endOfHold({ own, isAll: true, now, heldSince: now - 1, isAwaited: () => false, ...of })).toBe(before);
  });
});
