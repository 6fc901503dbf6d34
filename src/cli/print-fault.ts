import type { Fault } from "../model/fault.ts";
import { exitCodes } from "./exit-codes.ts";
import type { ExitCode } from "./exit-codes.ts";
import type { Io } from "./io.ts";

/** The world did not do as asked: what, and what to do about it. */
export function printFault(io: Io, fault: Pick<Fault, "what" | "hint">): ExitCode {
  io.err(`runner: ${fault.what}\n  ${fault.hint}\n`);
  return exitCodes.world;
}
