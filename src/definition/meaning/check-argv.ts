import { textInList } from "../../diagnostics/meaning-codes.ts";
import { wrongValue } from "../../diagnostics/shape-codes.ts";
import type { At } from "./given.ts";

/** Whether a list is a program and its arguments, and not shell text. */
export function checkArgv(at: At, argv: readonly string[]): boolean {
  const [program = ""] = argv;
  if (program.trim() === "") {
    const of = {
      key: at.label,
      wanted: "a list that begins with a program",
      got: JSON.stringify(program),
      hint: undefined,
    };
    at.report(wrongValue(at.within(0).span(), of));
    return false;
  }
  if (/\s/.test(program) && (argv.length === 1 || !/^[./]/.test(program))) {
    at.report(textInList(at.span(), at.label, program));
    return false;
  }
  return true;
}
