import { createHash } from "node:crypto";
import type { RunId, TaskId } from "../model/ids.ts";
import type { Instant } from "../model/instant.ts";
import { renderCompactInstant } from "../model/instant.ts";

/** `runs/2026/11/20/<task>/<run-id>.json`: the date is the slot's in UTC, without one that of the run id. */
export function reportPath(run: { id: RunId; task: TaskId; slot: Instant | undefined }): string {
  const day = run.slot === undefined ? run.id : renderCompactInstant(run.slot);
  return `runs/${day.slice(0, 4)}/${day.slice(4, 6)}/${day.slice(6, 8)}/${run.task}/${run.id}.json`;
}

/** The log lies beside the report. */
export function logPath(report: string): string {
  return report.replace(/\.json$/, ".log");
}

export function taskStatePath(host: string, task: string): string {
  return `hosts/${hostFolder(host)}/tasks/${task}.json`;
}

export function isTaskStatePath(path: string): boolean {
  return /^hosts\/[^/]+\/tasks\//.test(path);
}

/** `hosts/<host>/revisions/<sha>.json`, the latest word about a revision. */
export function revisionPath(host: string, sha: string): string {
  return `hosts/${hostFolder(host)}/revisions/${sha}.json`;
}

/** The host's latest revision event, so that a board over many hosts need not read all of them. */
export function latestRevisionPath(host: string): string {
  return `hosts/${hostFolder(host)}/revision.json`;
}

/** The host's signature of the branch, if it signs. */
export function attestationPath(host: string): string {
  return `hosts/${hostFolder(host)}/signature.json`;
}

export function isAttestationPath(path: string): boolean {
  return /^hosts\/[^/]+\/signature\.json$/.test(path);
}

/** Whether a file is among those of this host. */
export function isOfHost(path: string, host: string): boolean {
  return path.startsWith(`hosts/${hostFolder(host)}/`);
}

export function isRevisionPath(path: string): boolean {
  return /^hosts\/[^/]+\/revisions\//.test(path);
}

/** A host's name as one folder name: what a path cannot carry is percent-encoded, what is too long ends in a hash. */
function hostFolder(host: string): string {
  const encoded = host
    .toWellFormed()
    .replace(/^\.|[^A-Za-z0-9._-]/gu, percentEncode)
    .replace(/^$/, "%");
  if (encoded.length <= 100) return encoded;
  return `${encoded.slice(0, 80)}-${createHash("sha256").update(host).digest("hex").slice(0, 10)}`;
}

function percentEncode(character: string): string {
  return [...new TextEncoder().encode(character)]
    .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`)
    .join("");
}
