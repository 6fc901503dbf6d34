import type { Io } from "./io.ts";

/** One value for machines. Maps and sets are the caller's to unfold. */
export function printJson(io: Io, value: unknown): void {
  io.out(renderPrintedJson(value));
}

export function renderPrintedJson(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
