import type { WalkedCommit } from "../../model/walked-commit.ts";
import type { Attestation } from "../attest/attestation.ts";
import { isAttestationPath, isOfHost, isRevisionPath } from "../branch-paths.ts";
import { digest } from "../message/render-digest-message.ts";
import { parseTrailers } from "../message/parse-trailers.ts";
import type { Report } from "../report.ts";
import { checkAttestations } from "./check-attestations.ts";
import { checkDigest } from "./check-digest.ts";
import { checkRemovals } from "./check-removals.ts";
import { checkRevisions } from "./check-revisions.ts";
import { checkRun } from "./check-run.ts";
import type { Finding, Tell } from "./finding.ts";
import { makeInForce } from "./in-force.ts";

/** A branch that was made anew has as many findings as commits; nobody reads more than this. */
const mostFindings = 1000;

export interface AuditResult {
  readonly commits: number;
  readonly reports: number;
  readonly logs: number;
  /** Records of revisions that were written. */
  readonly revisions: number;
  readonly hosts: number;
  /** Reports that are there and that a retention commit has removed since. */
  readonly removed: number;
  /** In the order of the branch, but for runs of a revision that was not in force, which come last. */
  readonly findings: readonly Finding[];
  /** Of those, how many there were beyond the ones that are told. */
  readonly untold: number;
  /** The newest signature of each host that signs, with the commit that brought it. */
  readonly attested: readonly (Attestation & { readonly commit: string })[];
  /** Runs of a time of which the branch does not tell all that was in force. */
  readonly unknownRevisions: number;
}

/** Which files' contents an audit asks for. */
export function isAudited(path: string): boolean {
  return path.startsWith("runs/") || isRevisionPath(path) || isAttestationPath(path);
}

/** Holds a reports branch against its own promises, commit by commit, the root first. */
export interface BranchAudit {
  commit(commit: WalkedCommit): void;
  end(): AuditResult;
}

export function makeBranchAudit(): BranchAudit {
  const findings: Finding[] = [];
  const runs = new Map<string, string>();
  const hosts = new Set<string>();
  const below = new Set<string>();
  const attested = new Map<string, Attestation & { commit: string }>();
  const inForce = makeInForce();
  /** Runs whose revision has no record below them: while a disk is full, records may be written in another order. */
  const early: { report: Report; tell: Tell; path: string }[] = [];
  const counts = { commits: 0, reports: 0, logs: 0, revisions: 0, removed: 0, untold: 0, unknownRevisions: 0 };

  function tellOf(commit: string): Tell {
    return (kind, detail, path) => {
      if (findings.length < mostFindings) findings.push({ kind, commit, detail, ...(path !== undefined && { path }) });
      else counts.untold += 1;
    };
  }

  function takeReport(of: { report: Report; path: string; sha: string; tell: Tell }): void {
    const { report, path, sha, tell } = of;
    counts.reports += 1;
    if (report.log) counts.logs += 1;
    const before = runs.get(report.id);
    if (before !== undefined) tell("twice", `the run ${report.id} is reported in ${before}, too`);
    runs.set(report.id, sha);
    const standing = inForce.judge(report);
    if (standing.kind === "unknown") counts.unknownRevisions += 1;
    if (standing.kind === "wrong") early.push({ report, tell, path });
  }

  return {
    commit(commit) {
      counts.commits += 1;
      const tell = tellOf(commit.sha);
      const trailers = parseTrailers(commit.message);
      if (commit.parents.length > 1) tell("merge", `it joins ${commit.parents.slice(1).join(" and ")} in`);
      checkPlaces(commit, trailers, tell);
      const records = checkRevisions(commit, trailers, tell);
      for (const record of records) inForce.learn(record);
      counts.revisions += records.length;
      for (const attestation of checkAttestations(commit, (sha) => below.has(sha), tell))
        attested.set(attestation.host, { ...attestation, commit: commit.sha });
      below.add(commit.sha);
      for (const host of trailers.get("Host") ?? []) hosts.add(host);
      if (trailers.has("Retention")) {
        checkRemovals(commit, trailers, tell);
        counts.removed += commit.changes.filter(
          ({ kind, path }) => kind === "removed" && path.endsWith(".json"),
        ).length;
      } else if (trailers.has("Run-Id")) {
        const isDigest = trailers.get("Trigger")?.[0] === digest;
        const checked = isDigest ? checkDigest(commit, trailers, tell) : [checkRun(commit, trailers, tell)];
        for (const each of checked) if (each) takeReport({ ...each, sha: commit.sha, tell });
      } else if (trailers.get("Trigger")?.[0] !== "revision") {
        tell("foreign", "its message has none of the trailers that the runner writes");
      }
    },
    end() {
      for (const { report, tell, path } of early) {
        const standing = inForce.judge(report);
        if (standing.kind === "wrong") tell("not-in-force", standing.detail, path);
      }
      return { ...counts, hosts: hosts.size, findings, attested: [...attested.values()] };
    },
  };
}

/** The branch only grows: what lies under `runs` stays as it was added; what else may change is the host's own and the board. */
function checkPlaces(commit: WalkedCommit, trailers: ReadonlyMap<string, readonly string[]>, tell: Tell): void {
  const [host] = trailers.get("Host") ?? [];
  const isRetention = trailers.has("Retention");
  const mayAdd = trailers.has("Run-Id");
  for (const { path, kind, mode } of commit.changes) {
    if (path.startsWith("runs/")) {
      if (kind === "changed") tell("changed", "a report or log never changes", path);
      if (kind === "removed" && !isRetention) tell("removed", "a report or log is removed by retention alone", path);
      if (kind === "added" && !mayAdd) tell("foreign", "it is added by a commit that is not a run's", path);
    } else if (path !== "README.md" && (host === undefined || !isOfHost(path, host))) {
      tell("foreign", "it is nothing that a report of this host writes", path);
    }
    if (kind !== "removed" && mode !== "100644") tell("foreign", `it is no plain file (mode ${mode})`, path);
  }
}
