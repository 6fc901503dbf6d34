import type { CodeTable } from "./code-table.ts";
import { makerOf } from "./code-table.ts";
import type { Diagnostic } from "./diagnostic.ts";
import type { Span } from "./span.ts";

/** What the interpreter that is to read a program says of it. */
export const programCodes = {
  "program-syntax": {
    severity: "error",
    means:
      "The text of `run` or `check`, or a script that they name, is none that its interpreter can read. Checked are bash, sh, python3 and node, where this machine has them: the text is parsed and not executed. What follows an `exit` at the beginning of a line is not looked at where the text before it stands on its own, as a shell never reads it.",
    example: 'run = "if [ -e /run/mounted ]; then sync"',
    fix: "Mend the line that is shown. Where it is right for another interpreter, name that one by `shell`, or in the script's first line.",
  },
} as const satisfies CodeTable;

const make = makerOf(programCodes);

/** `says`: the interpreter's own words. `users`: where tasks name a script. */
export function programSyntax(
  span: Span,
  of: { interpreter: string; says: string; hint?: string | undefined; users: Diagnostic["related"] },
): Diagnostic {
  return make("program-syntax", {
    span,
    message: `${of.interpreter} cannot read this: ${of.says}`,
    related: of.users,
    hint: of.hint ?? "Mend it. Nothing of it has been executed: it was only parsed.",
  });
}
