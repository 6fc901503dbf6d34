import type { CodeTable } from "./code-table.ts";
import { makerOf } from "./code-table.ts";
import type { Diagnostic } from "./diagnostic.ts";
import type { Span } from "./span.ts";

/** Settings that come from the environment. Wrong values get the same codes as in a file. */
export const settingsCodes = {
  "unknown-variable": {
    severity: "warning",
    means: "An environment variable that begins like a setting's (`RUNNER_GIT_…`) but names none.",
    example: "RUNNER_GIT_POL=5s",
    fix: "Correct its name. `runner config` lists all settings.",
  },
} as const satisfies CodeTable;

const make = makerOf(settingsCodes);

export function unknownVariable(span: Span, name: string, meant: string | undefined): Diagnostic {
  return make("unknown-variable", {
    span,
    message: `The environment variable ${name} names no setting.`,
    hint: meant === undefined ? "Remove it. `runner config` lists all settings." : `Did you mean ${meant}?`,
  });
}
