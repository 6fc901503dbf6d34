import { byCodePoint } from "../../model/compare.ts";
import type { Fault } from "../../model/fault.ts";

/** A branch that is not there, with those that are. */
export function missingBranch(doing: string, branch: string, there: readonly string[]): Fault {
  const most = 10;
  const names = [...there].sort(byCodePoint);
  const more = names.length > most ? ` and ${names.length - most} more` : "";
  const hint =
    names.length === 0
      ? `There is no branch at all yet. Commit to ${branch} and push it.`
      : `Set git.branch in runner.toml to one that exists (${names.slice(0, most).join(", ")}${more}), or push ${branch}.`;
  return { kind: "stalled", what: `${doing}: there is no branch ${branch}`, hint };
}
