import { expect, test } from "vitest";
import { realTimers } from "../../src/reconcile/timers.ts";

test("a pause of weeks is none of a moment", async () => {
  const ended: string[] = [];
  const cancel = realTimers.after(40 * 86_400_000, () => ended.push("weeks"));
  await new Promise<void>((resolve) => void realTimers.after(20, resolve));
  cancel();
  expect(ended).toEqual([]);
});

test("what is called off does not happen", async () => {
  const ended: string[] = [];
  realTimers.soon(() => ended.push("soon"))();
  realTimers.after(0, () => ended.push("after"))();
  await new Promise<void>((resolve) => void realTimers.after(20, resolve));
  expect(ended).toEqual([]);
});
