import { defineHost } from "../definition/index.ts";
import type { HostInput } from "../definition/index.ts";
import type { Fault } from "../model/fault.ts";
import type { Result } from "../model/result.ts";
import { failure, ok } from "../model/result.ts";
import type { Repository } from "../repository/index.ts";
import { findWriter } from "./find-writer.ts";

/** Root does not run what somebody else may have written, unless the host's own settings say so. Others risk themselves. */
export function checkWriters(of: { repository: Repository; host: HostInput; worktree?: boolean }): Result<void, Fault> {
  if (process.geteuid?.() !== 0 || defineHost(of.host).settings.trustWriters) return ok(undefined);
  const writer = findWriter({ ...of.repository, worktree: of.worktree === true });
  if (!writer) return ok(undefined);
  return failure({
    kind: "stalled",
    what: `this runner is root, and others than root can say what it runs: ${writer.path} ${writer.how}`,
    hint: `Make it root's alone: chown -R root: ${writer.path}; chmod -R go-w ${writer.path}. Or run as the user that it belongs to. Or allow it for this host: trust_writers = true in /etc/runner/host.toml.`,
  });
}
