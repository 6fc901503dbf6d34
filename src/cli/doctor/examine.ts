import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readDefinition } from "../../catalog/index.ts";
import { defineHost } from "../../definition/index.ts";
import type { Catalog } from "../../model/catalog.ts";
import type { Fault } from "../../model/fault.ts";
import { readHolder, isHeld } from "../../reconcile/hold-lock.ts";
import { builtInSettings, readFirstSettings } from "../../reconcile/read-settings.ts";
import type { Io } from "../io.ts";
import type { Here } from "../open-here.ts";
import type { Core } from "../read-core.ts";
import { readDefinition as readWorkTree } from "../read-definition.ts";
import { readHost } from "../read-host.ts";
import type { Call } from "../verb.ts";
import { allChecks } from "./all-checks.ts";
import type { Check, Finding, HostPatient, Patient } from "./check.ts";
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

/** What can be told of a host alone, and as one more finding why there is no more. `here`: a repository was opened at least. */
export async function examineHost(call: Call, here: Here | undefined, fault: Fault): Promise<readonly Examined[]> {
  const patient = meetHost(call, here);
  const examined = allChecks.map(async (check): Promise<readonly Examined[]> => {
    if (check.of === "host") return [{ check: check.name, findings: await look(check, patient) }];
    if (check.name !== "repository") return [];
    return [{ check: check.name, findings: [problem("git repository", fault.what, fault.hint)] }];
  });
  return (await Promise.all(examined)).flat();
}

type CheckOf<P> = { readonly name: string; readonly look: (patient: P) => ReturnType<Check["look"]> };

async function look<P>(check: CheckOf<P>, patient: P): Promise<readonly Finding[]> {
  try {
    return await check.look(patient);
  } catch (error) {
    return [problem(check.name, `could not be looked at: ${(error as Error).message}`, "Look at it by hand.")];
  }
}

async function meet(io: Io, here: Here, core: Core): Promise<Patient> {
  const { repository, host, stateDir } = here;
  const edges = { repository, host, now: io.now };
  const catalog = core.state.catalog ?? (await readCheckedOut(edges));
  const settings = catalog?.settings ?? (await readFirstSettings(edges));
  return { io, host, stateDir, repository, settings, catalog, ...findRunner(io, stateDir), here, core };
}

function meetHost(call: Call, here: Here | undefined): HostPatient {
  const { io, dir } = call;
  const host = readHost(io);
  const stateDir = here?.stateDir ?? defineHost(host).settings.stateDir ?? join(dir, ".git", "runner");
  const catalog = readWorkTree(call)?.definition.catalog;
  const settings = catalog?.settings ?? builtInSettings({ host, now: io.now });
  return { io, host, stateDir, repository: here?.repository, settings, catalog, ...findRunner(io, stateDir) };
}

function findRunner(io: Io, stateDir: string): Pick<Patient, "holder" | "path"> {
  const holder = isHeld(stateDir) ? readHolder(stateDir) : undefined;
  return { holder, path: (holder && pathOf(holder.pid)) ?? io.env["PATH"] ?? "" };
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
