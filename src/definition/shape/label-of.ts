import type { Pointer } from "../read/document.ts";

/** `retry.attempts`, `needs[0].status`: without the way to the task. */
export function labelOf(pointer: Pointer): string {
  const own = pointer[0] === "tasks" && pointer.length > 2 ? pointer.slice(2) : pointer;
  return own.map((step, i) => (typeof step === "number" ? `[${step}]` : i === 0 ? step : `.${step}`)).join("");
}
