import { sortDiagnostics } from "../../diagnostics/index.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Program } from "../../diagnostics/program.ts";
import { toProblem } from "../../diagnostics/to-problem.ts";
import type { Instant } from "../../model/instant.ts";
import { forecast } from "../../plan/index.ts";
import type { ExitCode } from "../exit-codes.ts";
import { inspectPrograms, lintPrograms } from "../inspect-tree.ts";
import { printFault } from "../print-fault.ts";
import type { Call } from "../verb.ts";
import { digestPlan } from "./digest-plan.ts";
import { findChanges } from "./find-changes.ts";
import { findHeld } from "./find-held.ts";
import { findLacks } from "./find-lacks.ts";
import { readBase } from "./read-base.ts";
import { readFacts } from "./read-facts.ts";
import type { Head } from "./read-head.ts";
import { readHead } from "./read-head.ts";
import type { Past } from "./read-past.ts";
import { noPast, readPast } from "./read-past.ts";
import type { GoodPlan, ToldPlan } from "./told-plan.ts";

/** How much a plan says, and as of when. */
export interface PlanScope {
  readonly now: Instant;
  readonly until: Instant;
  /** No forecast, and nothing of this host. */
  readonly changesOnly: boolean;
}

/** Looks at the definitions, at what is there to compare them with, and at what is remembered here. Runs nothing. */
export async function makePlan(call: Call, scope: PlanScope): Promise<{ plan: ToldPlan } | { code: ExitCode }> {
  const { io } = call;
  const opened = await readHead(call);
  if ("code" in opened) return opened;
  const { head } = opened;
  const { definition } = head.tree;
  const { catalog } = definition;
  const inspectHead = async (programs: readonly Program[]): Promise<readonly Diagnostic[]> =>
    sortDiagnostics([...definition.diagnostics, ...(await inspectPrograms(io, programs, head.readScripts))]);
  if (!catalog) return { plan: tell(head, scope, await inspectHead(definition.programs)) };
  const past = scope.changesOnly ? noPast : await readPast(head.tree.root, catalog.settings.host.stateDir);
  const base = await readBase(call, head.repository, past);
  if ("code" in base) return base;
  const changes = await findChanges({
    head,
    base: base.base,
    catalog,
    now: scope.now,
    lint: (programs) => lintPrograms(io, programs, head.readScripts),
  });
  if (!changes.ok) return { code: printFault(io, changes.error) };
  const isRunners = !scope.changesOnly && past.absent === undefined;
  const lacks = isRunners ? await findLacks(catalog, catalog.settings.host) : [];
  const diagnostics = sortDiagnostics([...(await inspectHead(changes.value.programs)), ...lacks]);
  const ofHost = scope.changesOnly ? nothingOfHost : await lookAtHost(call, head, past, scope);
  return { plan: tell(head, scope, diagnostics, { catalog, changes: changes.value, ...ofHost }) };
}

/** `good`: what there is to say where no diagnostic is an error. */
export function tell(
  { sha, repository }: Pick<Head, "sha" | "repository">,
  { now, until }: PlanScope,
  diagnostics: readonly Diagnostic[],
  good?: Omit<GoodPlan, "now">,
): ToldPlan {
  const problems = diagnostics.map(toProblem);
  const isGood = good && !diagnostics.some(({ severity }) => severity === "error");
  return {
    head: { sha, repository },
    diagnostics,
    problems,
    digest: digestPlan({ head: sha, problems, changes: isGood ? good.changes : undefined }),
    good: isGood ? { ...good, now } : undefined,
    until,
  };
}

type OfHost = Pick<GoodPlan, "held" | "forecast" | "absent">;

export const nothingOfHost: OfHost = { held: undefined, forecast: undefined, absent: undefined };

async function lookAtHost({ io }: Call, { tree }: Head, past: Past, { now, until }: PlanScope): Promise<OfHost> {
  const catalog = tree.definition.catalog!;
  // On a machine that is no runner's its facts would say nothing.
  const readings =
    past.absent === undefined ? await readFacts(catalog.tasks.values(), io.now) : new Map<never, never>();
  const found = forecast({
    catalog,
    revision: undefined,
    snapshot: past.snapshot,
    host: catalog.settings.host,
    now,
    forMs: until - now,
    readings,
  });
  return { held: await findHeld(tree, past, now), forecast: found, absent: past.absent };
}
