import type { Instant } from "../../model/instant.ts";
import { parseInstant } from "../../model/instant.ts";
import type { Report } from "../report.ts";
import type { RevisionReport } from "../revision-report.ts";

/**
 * How far the order of the branch and a host's clock may disagree. A run that started under one revision and ended under
 * the next is told by its start alone, and a clock that is set back by little must not make a forgery of it.
 */
const clockSlackMs = 600_000;

interface HostRecords {
  current: string | undefined;
  /** When the first record with a committer was written: from then on every revision that comes into force has one. */
  completeFrom: Instant | undefined;
  /** Since when it has been replaced, for all that were ever in force. undefined: in force. */
  readonly replacedAt: Map<string, Instant | undefined>;
  /** For the others, what became of them. */
  readonly otherwise: Map<string, string>;
}

/** `unknown`: the branch does not tell all of what was in force on this host at that time. */
type Standing = { kind: "fine" } | { kind: "unknown" } | { kind: "wrong"; detail: string };

/** What was in force where, by the records of the branch in their order. */
export interface InForce {
  learn(record: RevisionReport): void;
  /** Of a run's report at this place of the branch. */
  judge(report: Report): Standing;
}

export function makeInForce(): InForce {
  const hosts = new Map<string, HostRecords>();

  function recordsOf(host: string): HostRecords {
    const known = hosts.get(host);
    if (known) return known;
    const made = { current: undefined, completeFrom: undefined, replacedAt: new Map(), otherwise: new Map() };
    hosts.set(host, made);
    return made;
  }

  return {
    learn({ host, revision: { sha, committer }, state, at: text }) {
      const records = recordsOf(host);
      const at = parseInstant(text) ?? 0;
      if (committer !== undefined) records.completeFrom ??= at;
      if (state !== "applied") {
        records.otherwise.set(sha, state);
        return;
      }
      if (records.current !== undefined && records.current !== sha) records.replacedAt.set(records.current, at);
      records.current = sha;
      records.replacedAt.set(sha, undefined);
    },
    judge({ host, revision, status, startedAt, wantedAt }) {
      const { replacedAt, otherwise, completeFrom } = recordsOf(host);
      const at = parseInstant(startedAt ?? wantedAt) ?? 0;
      const isComplete = completeFrom !== undefined && at >= completeFrom;
      if (!revision) {
        const needsNone = status === "skipped" || status === "lost" || !isComplete;
        return needsNone ? { kind: "fine" } : { kind: "wrong", detail: "it names no revision" };
      }
      const { sha } = revision;
      if (replacedAt.has(sha)) {
        const until = replacedAt.get(sha);
        if (until === undefined || at <= until + clockSlackMs) return { kind: "fine" };
        const detail = `revision ${sha} had been replaced on ${host} before it was wanted or started`;
        return { kind: "wrong", detail };
      }
      const other = otherwise.get(sha);
      if (other !== undefined)
        return { kind: "wrong", detail: `revision ${sha} was never in force on ${host}: it was ${other}` };
      if (!isComplete) return { kind: "unknown" };
      return { kind: "wrong", detail: `revision ${sha} was never in force on ${host}` };
    },
  };
}
