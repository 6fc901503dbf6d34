import type { Fault } from "../../model/fault.ts";
import type { Instant } from "../../model/instant.ts";
import { parseInstant } from "../../model/instant.ts";
import type { Result } from "../../model/result.ts";
import { ok } from "../../model/result.ts";
import type { ReportedTrigger } from "../../model/report-trigger.ts";
import type { Report, RevisionReport } from "../../report/index.ts";
import { parseRevisionReport } from "../../report/index.ts";
import type { Repository } from "../../repository/index.ts";
import { chooseReports } from "./choose-reports.ts";
import type { FoundBranch } from "./find-branch.ts";

/** A run with who is answerable for it, as `audit --json` tells it. What is not known is absent. */
export interface AuditedRun {
  readonly run: string;
  readonly task: string;
  readonly host: string;
  readonly status: Report["status"];
  readonly reason: string;
  readonly endedAt: string;
  readonly trigger: ReportedTrigger;
  /** Who asked for it. */
  readonly requestedBy?: string;
  /** The commit that defined it. */
  readonly revision?: string;
  readonly worktree?: true;
  readonly author?: string;
  readonly committer?: string;
  readonly signer?: string;
  /** The commit of the report. */
  readonly commit: string;
}

/** What became of a revision on a host. */
export type AuditedRevision = Pick<
  RevisionReport,
  "host" | "state" | "reason" | "detail" | "at" | "by" | "changes" | "states"
> &
  Omit<RevisionReport["revision"], "sha"> & { readonly revision: string };

export interface Audited {
  readonly runs: readonly AuditedRun[];
  readonly revisions: readonly AuditedRevision[];
}

/** Both newest first. With a task: its runs, and the revisions that changed it. */
export async function listAudited(
  repository: Repository,
  { tip }: FoundBranch,
  query: { task: string | undefined; since: Instant | undefined; limit: number },
): Promise<Result<Audited, Fault>> {
  const listed = await repository.listReports({ tip, ...query });
  if (!listed.ok) return listed;
  const texts = await repository.listRecords(tip);
  if (!texts.ok) return texts;
  const records = texts.value.map(parseRevisionReport).filter((record) => record !== undefined);
  const byName = new Map(records.map((record) => [nameOf(record.host, record.revision.sha), record.revision]));
  const runs = chooseReports(listed.value, query).map(({ report, commit }) => toRun(report, commit, byName));
  return ok({ runs, revisions: chooseRecords(records, query).map(toRevision) });
}

function nameOf(host: string, sha: string): string {
  return `${sha} ${host}`;
}

function toRun(report: Report, commit: string, known: ReadonlyMap<string, RevisionReport["revision"]>): AuditedRun {
  const { id, task, host, status, reason, endedAt, trigger, revision } = report;
  const record = revision && known.get(nameOf(host, revision.sha));
  return {
    ...{ run: id, task, host, status, reason, endedAt, trigger },
    ...(trigger.kind === "request" && { requestedBy: trigger.by }),
    ...(revision && { revision: revision.sha }),
    ...(revision?.worktree && { worktree: true as const }),
    ...(record && { author: record.author }),
    ...(record?.committer !== undefined && { committer: record.committer }),
    ...(record?.signer !== undefined && { signer: record.signer }),
    commit,
  };
}

function chooseRecords(
  records: readonly RevisionReport[],
  { task, since, limit }: { task: string | undefined; since: Instant | undefined; limit: number },
): readonly RevisionReport[] {
  const isMeant = ({ at, changes }: RevisionReport): boolean => {
    const { added, changed, removed } = changes;
    const touches = task === undefined || [added, changed, removed].some((tasks) => tasks.includes(task));
    return touches && momentOf(at) >= (since ?? 0);
  };
  return records
    .filter(isMeant)
    .sort((a, b) => momentOf(b.at) - momentOf(a.at))
    .slice(0, limit);
}

function momentOf(text: string): Instant {
  return parseInstant(text) ?? 0;
}

function toRevision(record: RevisionReport): AuditedRevision {
  const { host, state, reason, detail, at, by, changes, states, revision } = record;
  const { sha, ...described } = revision;
  return { revision: sha, host, state, reason, detail, at, by, ...described, changes, states };
}
