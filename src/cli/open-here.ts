import { join } from "node:path";
import { defineHost } from "../definition/index.ts";
import type { HostInput } from "../definition/index.ts";
import { renderDiagnostic } from "../diagnostics/render-diagnostic.ts";
import type { HostSettings } from "../model/settings.ts";
import type { Repository } from "../repository/index.ts";
import { openRepository } from "../repository/index.ts";
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
  const { readHost } = await import("./read-host.ts");
  const host = readHost(call.io);
  const { settings, diagnostics } = defineHost(host);
  for (const diagnostic of diagnostics) {
    call.io.err(`${renderDiagnostic(diagnostic, { color: hasColor(call.io) })}\n`);
  }
  // With a setting that does not hold this could be another runner's state folder.
  if (diagnostics.some(({ severity }) => severity === "error")) return { code: exitCodes.invalid };
  const opened = await openRepository(call.dir);
  if (!opened.ok) return { code: printFault(call.io, opened.error) };
  const repository = opened.value;
  const stateDir = settings.stateDir ?? join(repository.commonDir, "runner");
  return { here: { repository, stateDir, host, hostSettings: settings } };
}
