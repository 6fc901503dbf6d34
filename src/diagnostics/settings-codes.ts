import type { CodeTable } from "./code-table.ts";
import { makerOf } from "./code-table.ts";
import type { Diagnostic } from "./diagnostic.ts";
import type { Span } from "./span.ts";

/** Settings that come from the environment, and files that settings name. Wrong values get the same codes as in a task. */
export const settingsCodes = {
  "unknown-variable": {
    severity: "warning",
    means: "An environment variable that begins like a setting's (`RUNNER_GIT_…`) but names none.",
    example: "RUNNER_GIT_POL=5s",
    fix: "Correct its name. `runner config` lists all settings.",
  },
  "missing-signers": {
    severity: "error",
    means:
      "`git.require_signed` or `git.revoked_signers` names a file that is not in the repository. In force, it would let no later commit in: nobody could sign.",
    example: 'require_signed = "alowed_signers"',
    fix: "Correct the path (it starts at the repository's root), or commit the list. A list of the host's has an absolute path.",
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

export function missingSigners(span: Span, path: string): Diagnostic {
  return make("missing-signers", {
    span,
    message: `There is no list of signers at ${JSON.stringify(path)} in the repository: no later commit would be let in.`,
    hint: "Correct the path (it starts at the repository's root), or commit the list with this change.",
  });
}
