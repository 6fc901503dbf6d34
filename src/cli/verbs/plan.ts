import { renderDiagnostic } from "../../diagnostics/render-diagnostic.ts";
import type { Problem } from "../../diagnostics/to-problem.ts";
import { toProblem } from "../../diagnostics/to-problem.ts";
import { parseDuration } from "../../model/duration.ts";
import { renderInstant } from "../../model/instant.ts";
import type { Attention, Forecast } from "../../plan/index.ts";
import { forecast } from "../../plan/index.ts";
import { escapeTerminal } from "../../text/escape-terminal.ts";
import { exitCodes } from "../exit-codes.ts";
import type { ExitCode } from "../exit-codes.ts";
import { hasColor } from "../io.ts";
import { noTasks } from "../no-tasks.ts";
import { digestPlan } from "../plan/digest-plan.ts";
import { findChanges } from "../plan/find-changes.ts";
import type { Held } from "../plan/find-held.ts";
import { readBase } from "../plan/read-base.ts";
import { readHead } from "../plan/read-head.ts";
import { postPlan, readPost } from "../plan/post-plan.ts";
import { renderGithub } from "../plan/render-github.ts";
import { renderGitlab } from "../plan/render-gitlab.ts";
import { renderMarkdown } from "../plan/render-markdown.ts";
import { renderChanges } from "../plan/render-changes.ts";
import type { ToldChange, ToldSetting } from "../plan/told-changes.ts";
import { toToldChange, toToldSetting } from "../plan/told-changes.ts";
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
        "text, json, markdown (a comment of a pull request), github or gitlab (findings at their lines) (default: text)",
      )
      .option(
        "--post [required]",
        "in a CI job: put the plan below its pull request, over the one before; required: exit code 3 where it cannot",
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
  /** What changes of the settings and belongs to no task. */
  readonly settings: readonly ToldSetting[];
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
  const wish = readPost(call);
  if ("bad" in wish) return wish.bad;
  const { post } = wish;
  const detailed = call.options["detailedExitcode"] === true;
  const opened = await readHead(call);
  if ("code" in opened) return detailed && opened.code === exitCodes.invalid ? exitCodes.taskFailed : opened.code;
  const { head } = opened;
  const { catalog, diagnostics } = head.tree.definition;
  const problems = diagnostics.map(toProblem);
  if (format === "text") for (const one of diagnostics) io.out(`${renderDiagnostic(one, { color: hasColor(io) })}\n\n`);
  if (!catalog) {
    const nothing = { entries: [], now: [], until: now + forMs, unforeseen: [] };
    const digest = digestPlan({ head: head.sha, problems, changes: undefined });
    if (format === "json")
      printJson(io, toPlan({ digest, problems, changes: [], settings: [], attention: [] }, nothing));
    else if (format === "github") io.out(renderGithub(problems, []));
    else if (format === "gitlab") io.out(renderGitlab(problems, []));
    else if (format === "markdown") io.out(renderMarkdown({ ...none, problems, digest }));
    else io.out("These definitions have errors: they would be turned away, and nothing would change.\n");
    const posted = await postPlan(call, post, () => renderMarkdown({ ...none, problems, digest }));
    if (posted !== exitCodes.fine) return posted;
    return detailed ? exitCodes.taskFailed : exitCodes.invalid;
  }
  const { host } = catalog.settings;
  const past = await readPast(head.tree.root, host.stateDir);
  const base = await readBase(call, head.repository, past);
  if ("code" in base) return base.code;
  const changes = await findChanges({ head, base: base.base, catalog, now });
  if (!changes.ok) return printFault(io, changes.error);
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
  const { tasks, settings, attention } = changes.value;
  const changed = { changes: tasks.map(toToldChange), settings: settings.map(toToldSetting) };
  const told = { problems, ...(held && { held }), ...changed, attention };
  const digest = digestPlan({ head: head.sha, problems, changes: changes.value });
  const toMarkdown = (): string =>
    renderMarkdown({ problems, held, changes: changes.value, forecast: found, digest, catalog });
  switch (format) {
    case "json":
      printJson(io, toPlan({ digest, ...told }, found));
      break;
    case "markdown":
      io.out(toMarkdown());
      break;
    case "github":
      io.out(renderGithub(problems, attention));
      break;
    case "gitlab":
      io.out(renderGitlab(problems, attention));
      break;
    case "text":
      if (held) io.out(`${renderHeld(held, hasColor(io))}\n`);
      if (catalog.tasks.size === 0 && tasks.length + settings.length === 0) io.out(noTasks);
      else {
        io.out(renderChanges(changes.value, catalog, hasColor(io)));
        io.out(renderPlan(io, { catalog, plan: found, now }));
        if (past.absent !== undefined) io.out(`${escapeTerminal(past.absent)}\n`);
      }
  }
  const posted = await postPlan(call, post, toMarkdown);
  if (posted !== exitCodes.fine) return posted;
  return detailed && tasks.length + settings.length > 0 ? exitCodes.invalid : exitCodes.fine;
}

const formats = ["text", "json", "markdown", "github", "gitlab"] as const;

function isFormat(text: string): text is (typeof formats)[number] {
  return (formats as readonly string[]).includes(text);
}

const none = { held: undefined, changes: undefined, forecast: undefined, catalog: undefined };

function readHorizon(call: Call): number | undefined {
  const text = textOption(call, "for") ?? "24h";
  const forMs = parseDuration(text);
  if (forMs !== undefined && forMs <= furthestMs) return forMs;
  const wrong = forMs === undefined ? "is no duration" : "is too far ahead (at most ten years, 3660d)";
  call.io.err(`runner: --for: "${escapeTerminal(text)}" ${wrong}. Write it like this: 90m, 24h, 7d\n`);
  return undefined;
}

function toPlan(verdict: Omit<Plan, "forecast" | "now" | "conditional" | "until">, found: Forecast): Plan {
  return {
    ...verdict,
    forecast: found.entries.map(toPlannedRun),
    now: found.now.map(toPlannedRun),
    conditional: found.unforeseen,
    until: renderInstant(found.until),
  };
}
