import type { Instant } from "../../model/instant.ts";
import { parseInstant, renderInstant } from "../../model/instant.ts";
import type { Column } from "../../text/table.ts";
import { renderTable } from "../../text/table.ts";
import { styleOf } from "../past-run.ts";
import type { Audited, AuditedRevision, AuditedRun } from "./list-audited.ts";

const runColumns: readonly Column[] = [
  { title: "ENDED", whole: true },
  { title: "TASK", least: 10 },
  { title: "STATUS", whole: true },
  { title: "COMMIT", whole: true },
  { title: "AUTHOR", least: 10 },
  { title: "COMMITTER", spare: 1 },
  { title: "SIGNED BY", spare: 2 },
  { title: "ASKED BY", spare: 3 },
];

const revisionColumns: readonly Column[] = [
  { title: "SINCE", whole: true },
  { title: "COMMIT", whole: true },
  { title: "BECAME", whole: true },
  { title: "HOST", least: 8 },
  { title: "AUTHOR", least: 10 },
  { title: "COMMITTER", spare: 1 },
  { title: "SIGNED BY", spare: 2 },
  { title: "CHANGES", spare: 3 },
];

/** Two tables, one below the other. */
export function renderAudited(audited: Audited, look: Parameters<typeof renderTable>[2]): string {
  const runs = renderTable(runColumns, audited.runs.map(runRow), look);
  const revisions = renderTable(revisionColumns, audited.revisions.map(revisionRow), look);
  return [runs, revisions].filter((table) => table !== "").join("\n");
}

function runRow(run: AuditedRun) {
  return [
    renderSecond(run.endedAt),
    run.task,
    { text: run.status, style: styleOf(run.status) },
    `${run.revision?.slice(0, 7) ?? "-"}${run.worktree ? " and uncommitted" : ""}`,
    renderPerson(run.author),
    renderPerson(run.committer),
    run.signer ?? "-",
    run.requestedBy ?? "-",
  ];
}

const styles = { applied: "green", rejected: "red", held: "yellow", superseded: "dim" } as const;

function revisionRow({ at, revision, state, reason, host, author, committer, signer, changes, by }: AuditedRevision) {
  const counts = `+${changes.added.length} ~${changes.changed.length} -${changes.removed.length}`;
  const more = by === undefined ? (state === "applied" ? counts : reason) : `${reason} by ${by.slice(0, 7)}`;
  return [
    renderSecond(at),
    revision.slice(0, 7),
    { text: state, style: styles[state] },
    host,
    renderPerson(author),
    renderPerson(committer),
    signer ?? "-",
    more,
  ];
}

/** The name, where there is one; `--json` has all of it. */
function renderPerson(person: string | undefined): string {
  return person?.replace(/(\S) <[^>]*>$/, "$1") || "-";
}

function renderSecond(text: string): string {
  const instant: Instant = parseInstant(text) ?? 0;
  return renderInstant(Math.floor(instant / 1000) * 1000);
}
