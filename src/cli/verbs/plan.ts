import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { sortDiagnostics } from "../../diagnostics/index.ts";
import type { Program } from "../../diagnostics/program.ts";
import { renderDiagnostic } from "../../diagnostics/render-diagnostic.ts";
import type { Problem } from "../../diagnostics/to-problem.ts";
import { toProblem } from "../../diagnostics/to-problem.ts";
import { parseDuration } from "../../model/duration.ts";
import type { Instant } from "../../model/instant.ts";
import { renderInstant } from "../../model/instant.ts";
import type { Attention, Forecast } from "../../plan/index.ts";
import { forecast } from "../../plan/index.ts";
import { escapeTerminal } from "../../text/escape-terminal.ts";
import { exitCodes } from "../exit-codes.ts";
import type { ExitCode } from "../exit-codes.ts";
import { inspectPrograms, lintPrograms } from "../inspect-tree.ts";
import type { Io } from "../io.ts";
import { hasColor } from "../io.ts";
import { noTasks } from "../no-tasks.ts";
import { digestPlan } from "../plan/digest-plan.ts";
import { findChanges } from "../plan/find-changes.ts";
import type { Held } from "../plan/find-held.ts";
import { readBase } from "../plan/read-base.ts";
import type { Head } from "../plan/read-head.ts";
import { readHead } from "../plan/read-head.ts";
import { printSarif } from "../plan/print-sarif.ts";
import { renderGithub } from "../plan/render-github.ts";
import { renderMarkdown } from "../plan/render-markdown.ts";
import { renderChanges } from "../plan/render-changes.ts";
import type { ToldChange } from "../plan/told-changes.ts";
import { toToldChange } from "../plan/told-changes.ts";
import type { PlannedRun } from "../plan/planned-run.ts";
import { toPlannedRun } from "../plan/planned-run.ts";
import { readFacts } from "../plan/read-facts.ts";
import { findHeld } from "../plan/find-held.ts";
import { readPast } from "../plan/read-past.ts";
import { renderHeld } from "../plan/render-held.ts";
import { renderPlan } from "../plan/render-plan.ts";
import { printJson } from "../print-json.ts";
import { printFault } from "../print-fault.ts";
import type { Call, Verb } from "../verb.ts";
import { textOption } from "../verb.ts";

export const verb: Verb = {
  summary: "what these definitions would do: problems, changes, what will run when, what would run now; runs nothing",
  example: `runner plan --for 7d
Reads the work tree, committed or not, and the journal of this clone if there is one. Needs no daemon and no network.
runner plan --base origin/main --head HEAD
What a branch changes, and with which consequence.`,
  declare: (command) =>
    void command
      .option("--for <duration>", "how far to look ahead: 90m, 24h, 7d (default: 24h)")
      .option("--base <rev>", "compare with this revision (default: what is in force here, else the upstream branch)")
      .option("--head <rev>", "plan this revision (default: the work tree)")
      .option(
        "--format <format>",
        "text, json, markdown (a comment of a pull request), github (annotations) or sarif (default: text)",
      )
      .option("--detailed-exitcode", "0: nothing changes, 1: an error, 2: there are changes"),
  readsClock: true,
  run: plan,
};

/** What `--json` prints. */
interface Plan {
  /** Over both revisions and what is said of them, the forecast left out: the same where nothing has changed. */
  readonly digest: string;
  /** As `runner validate` has them; with an error among them there is no forecast. */
  readonly problems: readonly Problem[];
  /** Present where the runner will hold these definitions back at first; forecast and now are for afterwards. */
  readonly held?: Held;
  /** In order of task: each that will behave otherwise than by the base. */
  readonly changes: readonly ToldChange[];
  /** What a reviewer must look at, in order of task. `[attention]` of the settings silences a rule. */
  readonly attention: readonly Attention[];
  /** In order of time: later than now, up to and including `until`. */
  readonly forecast: readonly PlannedRun[];
  /** What `runner reconcile` would do at this very moment. */
  readonly now: readonly PlannedRun[];
  /** Conditions that want runs and cannot be known ahead; `if` reads `disk_usage(/var) > 90 (now 41)`. */
  readonly conditional: Forecast["unforeseen"];
  /** `2026-11-21T02:00:00Z`: the end of the forecast. */
  readonly until: string;
}

/** Ten years: beyond that only the calendar is left of a plan. */
const furthestMs = 3660 * 86_400_000;

async function plan(call: Call): Promise<ExitCode> {
  const { io } = call;
  const forMs = readHorizon(call);
  const now = io.now();
  const format = textOption(call, "format") ?? (call.json ? "json" : "text");
  if (forMs === undefined) return exitCodes.invalid;
  if (!isFormat(format)) {
    io.err(`runner: --format: "${escapeTerminal(format)}" is not one of: ${formats.join(", ")}\n`);
    return exitCodes.invalid;
  }
  const detailed = call.options["detailedExitcode"] === true;
  const opened = await readHead(call);
  if ("code" in opened) return detailed && opened.code === exitCodes.invalid ? exitCodes.taskFailed : opened.code;
  const { head } = opened;
  const { definition } = head.tree;
  const { catalog } = definition;
  const turnAway = async (diagnostics: readonly Diagnostic[]): Promise<ExitCode> => {
    await tellBroken(call, { format, head, diagnostics, until: now + forMs });
    return detailed ? exitCodes.taskFailed : exitCodes.invalid;
  };
  const inspectHead = async (programs: readonly Program[]): Promise<readonly Diagnostic[]> =>
    sortDiagnostics([...definition.diagnostics, ...(await inspectPrograms(io, programs, head.readScripts))]);
  if (!catalog) return turnAway(await inspectHead(definition.programs));
  const { host } = catalog.settings;
  const past = await readPast(head.tree.root, host.stateDir);
  const base = await readBase(call, head.repository, past);
  if ("code" in base) return base.code;
  const changes = await findChanges({
    repository: head.repository,
    base: base.base,
    head: head.sha,
    catalog,
    programs: definition.programs,
    host: head.tree.host,
    now,
    lint: (programs) => lintPrograms(io, programs, head.readScripts),
  });
  if (!changes.ok) return printFault(io, changes.error);
  const diagnostics = await inspectHead(changes.value.programs);
  if (diagnostics.some(({ severity }) => severity === "error")) return turnAway(diagnostics);
  const problems = diagnostics.map(toProblem);
  // On a machine that is no runner's its facts would say nothing.
  const readings =
    past.absent === undefined ? await readFacts(catalog.tasks.values(), io.now) : new Map<never, never>();
  const found = forecast({
    catalog,
    revision: undefined,
    snapshot: past.snapshot,
    host,
    now,
    forMs,
    readings,
  });
  const held = await findHeld(head.tree, past, now);
  const { tasks, attention } = changes.value;
  const told = { problems, ...(held && { held }), changes: tasks.map(toToldChange), attention };
  const digest = digestPlan({ head: head.sha, problems, changes: changes.value });
  switch (format) {
    case "json":
      printJson(io, toPlan({ digest, ...told }, found));
      break;
    case "markdown":
      io.out(renderMarkdown({ problems, held, changes: changes.value, forecast: found, digest }));
      break;
    case "github":
      io.out(renderGithub(problems, attention));
      break;
    case "sarif":
      await printSarif(io, head, { problems, attention });
      break;
    case "text":
      tellProblems(io, diagnostics);
      if (held) io.out(`${renderHeld(held, hasColor(io))}\n`);
      if (catalog.tasks.size === 0 && tasks.length === 0) io.out(noTasks);
      else {
        io.out(renderChanges(changes.value, catalog, hasColor(io)));
        io.out(renderPlan(io, { catalog, plan: found, now }));
        if (past.absent !== undefined) io.out(`${escapeTerminal(past.absent)}\n`);
      }
  }
  return detailed && changes.value.tasks.length > 0 ? exitCodes.invalid : exitCodes.fine;
}

/** What would be turned away: there are no changes to tell, and nothing would run otherwise. */
async function tellBroken(
  { io }: Call,
  of: { format: Format; head: Head; diagnostics: readonly Diagnostic[]; until: Instant },
): Promise<void> {
  const problems = of.diagnostics.map(toProblem);
  const digest = digestPlan({ head: of.head.sha, problems, changes: undefined });
  const nothing = { entries: [], now: [], until: of.until, unforeseen: [] };
  switch (of.format) {
    case "json":
      return printJson(io, toPlan({ digest, problems, changes: [], attention: [] }, nothing));
    case "github":
      return io.out(renderGithub(problems, []));
    case "sarif":
      return printSarif(io, of.head, { problems, attention: [] });
    case "markdown":
      return io.out(renderMarkdown({ ...none, problems, digest }));
    case "text":
      tellProblems(io, of.diagnostics);
      io.out("These definitions have errors: they would be turned away, and nothing would change.\n");
  }
}

function tellProblems(io: Io, diagnostics: readonly Diagnostic[]): void {
  for (const one of diagnostics) io.out(`${renderDiagnostic(one, { color: hasColor(io) })}\n\n`);
}

const formats = ["text", "json", "markdown", "github", "sarif"] as const;

type Format = (typeof formats)[number];

function isFormat(text: string): text is Format {
  return (formats as readonly string[]).includes(text);
}

const none = { held: undefined, changes: undefined, forecast: undefined };

function readHorizon(call: Call): number | undefined {
  const text = textOption(call, "for") ?? "24h";
  const forMs = parseDuration(text);
  if (forMs !== undefined && forMs <= furthestMs) return forMs;
  const wrong = forMs === undefined ? "is no duration" : "is too far ahead (at most ten years, 3660d)";
  call.io.err(`runner: --for: "${escapeTerminal(text)}" ${wrong}. Write it like this: 90m, 24h, 7d\n`);
  return undefined;
}

function toPlan(verdict: Pick<Plan, "digest" | "problems" | "held" | "changes" | "attention">, found: Forecast): Plan {
  return {
    ...verdict,
    forecast: found.entries.map(toPlannedRun),
    now: found.now.map(toPlannedRun),
    conditional: found.unforeseen,
    until: renderInstant(found.until),
  };
}
