import type { Io } from "./io.ts";

/** One value for machines. Maps and sets are the caller's to unfold. */
export function printJson(io: Io, value: unknown): void {
  io.out(`${JSON.stringify(value, undefined, 2)}\n`);
}
