import { createHash } from "node:crypto";
import { existsSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { defineHost } from "../definition/index.ts";
import type { HostInput } from "../definition/index.ts";
import { renderDiagnostic } from "../diagnostics/render-diagnostic.ts";
import type { Fault } from "../model/fault.ts";
import type { Result } from "../model/result.ts";
import { failure, ok } from "../model/result.ts";
import type { HostSettings } from "../model/settings.ts";
import { stateHome } from "../reconcile/state-home.ts";
import type { Repository } from "../repository/index.ts";
import { openRepository, openShadow } from "../repository/index.ts";
import { exitCodes } from "./exit-codes.ts";
import type { ExitCode } from "./exit-codes.ts";
import { hasColor } from "./io.ts";
import { printFault } from "./print-fault.ts";
import type { Call } from "./verb.ts";

/** The repository a verb works on, with where its runner keeps its state. */
export interface Here {
  readonly repository: Repository;
  readonly stateDir: string;
  readonly host: HostInput;
  readonly hostSettings: HostSettings;
}

/** Opens it; what stands in the way is printed, and the exit code handed back. */
export async function openHere(call: Call): Promise<{ here: Here } | { code: ExitCode }> {
  const found = await findHere(call);
  if ("code" in found) return found;
  return found.ok ? { here: found.value } : { code: printFault(call.io, found.error) };
}

/** The same, for whoever can do without one. What is wrong with the host's own settings is printed. */
export async function findHere(call: Call): Promise<Result<Here, Fault> | { code: ExitCode }> {
  const { readHost } = await import("./read-host.ts");
  const host = readHost(call.io);
  const { settings, diagnostics } = defineHost(host);
  for (const diagnostic of diagnostics) {
    call.io.err(`${renderDiagnostic(diagnostic, { color: hasColor(call.io) })}\n`);
  }
  // With a setting that does not hold this could be another runner's state folder, and every revision would be rejected.
  if (diagnostics.some(({ severity }) => severity === "error")) return { code: exitCodes.invalid };
  const opened = await openRepositoryOrFolder(call);
  if (!opened.ok) return opened;
  const repository = opened.value;
  const stateDir = settings.stateDir ?? join(repository.commonDir, "runner");
  return ok({ repository, stateDir, host, hostSettings: settings });
}

/** A folder of tasks that is no git repository has its state elsewhere, from the first `--worktree` on. */
async function openRepositoryOrFolder(call: Call): Promise<Result<Repository, Fault>> {
  const { dir, io } = call;
  const opened = await openRepository(dir);
  const isFolder =
    !existsSync(join(dir, ".git")) && ["runner.toml", "tasks.d"].some((name) => existsSync(join(dir, name)));
  if (opened.ok || !isFolder) return opened;
  const name = createHash("sha256").update(realpathSync(dir)).digest("hex").slice(0, 32);
  const shadow = join(stateHome(io.env), "folders", name);
  if (call.options["worktree"] === true || existsSync(shadow)) return openShadow(dir, shadow);
  const hint = "Add --worktree to run its files as they are, or make it a repository: git init, git add ., git commit.";
  return failure({ kind: "stalled", what: `${dir} holds tasks and is no git repository`, hint });
}
