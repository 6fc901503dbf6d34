import { readFileSync } from "node:fs";
import type { Catalog } from "../../model/catalog.ts";
import { readDefinition } from "../../catalog/index.ts";
import { readHolder, isHeld } from "../../reconcile/hold-lock.ts";
import { readFirstSettings } from "../../reconcile/read-settings.ts";
import type { Io } from "../io.ts";
import type { Here } from "../open-here.ts";
import type { Core } from "../read-core.ts";
import { allChecks } from "./all-checks.ts";
import type { Check, Finding, Patient } from "./check.ts";
import { problem } from "./check.ts";

export interface Examined {
  readonly check: string;
  readonly findings: readonly Finding[];
}

/** All checks at once, told in their order. */
export async function examine(io: Io, here: Here, core: Core): Promise<readonly Examined[]> {
  const patient = await meet(io, here, core);
  return Promise.all(allChecks.map(async (check) => ({ check: check.name, findings: await look(check, patient) })));
}

async function look(check: Check, patient: Patient): Promise<readonly Finding[]> {
  try {
    return await check.look(patient);
  } catch (error) {
    return [problem(check.name, `could not be looked at: ${(error as Error).message}`, "Look at it by hand.")];
  }
}

async function meet(io: Io, here: Here, core: Core): Promise<Patient> {
  const edges = { repository: here.repository, host: here.host, now: io.now };
  const catalog = core.state.catalog ?? (await readCheckedOut(edges));
  const settings = catalog?.settings ?? (await readFirstSettings(edges));
  const holder = isHeld(here.stateDir) ? readHolder(here.stateDir) : undefined;
  const path = (holder && pathOf(holder.pid)) ?? io.env["PATH"] ?? "";
  return { io, here, core, settings, catalog, holder, path };
}

async function readCheckedOut(edges: Parameters<typeof readFirstSettings>[0]): Promise<Catalog | undefined> {
  const head = await edges.repository.resolve("HEAD");
  const read = head === undefined ? undefined : await readDefinition(edges, head);
  return read?.ok ? read.value.definition.catalog : undefined;
}

/** A service has another PATH than a terminal: proc_pid_environ(5) tells it to its user and to root. */
function pathOf(pid: number): string | undefined {
  try {
    return /(?:^|\0)PATH=([^\0]*)/.exec(readFileSync(`/proc/${pid}/environ`, "utf8"))?.[1];
  } catch {
    return undefined;
  }
}
