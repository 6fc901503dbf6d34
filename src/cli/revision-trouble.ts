import { renderInstant } from "../model/instant.ts";
import type { RevisionEvent } from "../model/revision.ts";
import { escapeTerminal } from "../text/escape-terminal.ts";
import type { Core } from "./read-core.ts";

/** A revision newer than the one in force that did not come into force, as `status --json` tells it. */
export interface RevisionTrouble {
  readonly sha: string;
  readonly subject: string;
  readonly state: "rejected" | "held";
  /** One word: `invalid`, `rewind`, `mass-removal`. */
  readonly reason: string;
  readonly detail: string;
  readonly at: string;
  readonly diagnostics: RevisionEvent["diagnostics"];
}

/** The newest revision, if it has been turned away. */
export function findRevisionTrouble({
  journal,
  inForce,
}: Pick<Core, "journal" | "inForce">): RevisionEvent | undefined {
  const event = journal?.lastRevisionEvent();
  if (event?.state !== "rejected" && event?.state !== "held") return undefined;
  // What came into force without an event of its own, later, has left it behind.
  return inForce && inForce.since > event.at ? undefined : event;
}

export function toRevisionTrouble({
  revision,
  state,
  reason,
  detail,
  at,
  diagnostics,
}: RevisionEvent): RevisionTrouble {
  const { sha, subject } = revision;
  return { sha, subject, state: state as "rejected" | "held", reason, detail, at: renderInstant(at), diagnostics };
}

const mostShown = 10;

/** `rejected abc1234 "Add x": 2 errors …` and where, a line each. */
export function renderRevisionTrouble({ revision, state, detail, diagnostics }: RevisionEvent): string {
  const lines = [`${state} ${revision.sha.slice(0, 7)} "${revision.subject}": ${detail}`];
  for (const { file, line, column, message } of diagnostics.slice(0, mostShown)) {
    lines.push(`  ${file}:${line}:${column}: ${message}`);
  }
  if (diagnostics.length > mostShown) lines.push(`  and ${diagnostics.length - mostShown} more`);
  return `${lines.map(escapeTerminal).join("\n")}\n`;
}
