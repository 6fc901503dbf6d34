import type { Instant } from "../../model/instant.ts";
import { parseInstant } from "../../model/instant.ts";
import type { WalkedCommit } from "../../model/walked-commit.ts";
import { isRevisionPath, revisionPath } from "../branch-paths.ts";
import { revisionTrailers } from "../message/render-revision-message.ts";
import type { RevisionReport } from "../revision-report.ts";
import { parseRevisionReport } from "../revision-report.ts";
import { checkTrailers } from "./check-trailers.ts";
import type { Tell } from "./finding.ts";

/**
 * The records of revisions that a commit writes, in the order in which they came to be: its own, if it is a revision's,
 * and those that ride along.
 */
export function checkRevisions(
  commit: WalkedCommit,
  trailers: ReadonlyMap<string, readonly string[]>,
  tell: Tell,
): readonly RevisionReport[] {
  const own = trailers.get("Trigger")?.[0] === "revision" ? trailers.get("Config-Commit")?.[0] : undefined;
  const records: RevisionReport[] = [];
  for (const { path, kind, content } of commit.changes) {
    if (!isRevisionPath(path)) continue;
    if (kind === "removed") {
      tell("removed", "the record of a revision is never removed", path);
      continue;
    }
    const record = content && parseRevisionReport(content.toString("utf8"));
    if (!record || revisionPath(record.host, record.revision.sha) !== path) {
      tell("revision", "the file is no record of that revision", path);
      continue;
    }
    records.push(record);
    if (record.states.at(-1)?.state !== record.state) tell("revision", "its state is not the last of its states", path);
    if (record.revision.sha === own) checkTrailers(trailers, revisionTrailers(record), { tell, path });
    else if (!mayRide(record))
      tell("revision", `the record says ${record.state} (${record.reason}), which has a commit of its own`, path);
  }
  if (own !== undefined && !records.some(({ revision }) => revision.sha === own))
    tell("revision", `it speaks of revision ${own} and writes no record of it`);
  // The commit's own one came last: the others had ended by then.
  return records.toSorted(
    (a, b) => Number(a.revision.sha === own) - Number(b.revision.sha === own) || atOf(a) - atOf(b),
  );
}

/** What has no commit of its own: see decision 18. */
function mayRide({ state, reason }: RevisionReport): boolean {
  return state === "superseded" || (state === "applied" && reason === "unchanged");
}

function atOf({ at }: RevisionReport): Instant {
  return parseInstant(at) ?? 0;
}
