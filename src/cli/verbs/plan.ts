import { parseDuration } from "../../model/duration.ts";
import { escapeTerminal } from "../../text/escape-terminal.ts";
import { exitCodes } from "../exit-codes.ts";
import type { ExitCode } from "../exit-codes.ts";
import { formats, renderMarkdownPlan } from "../plan/formats.ts";
import { makeNearPlan } from "../plan/make-near-plan.ts";
import { makePlan } from "../plan/make-plan.ts";
import { postPlan, readPost } from "../plan/post-plan.ts";
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
        "text, json, markdown (a comment of a pull request), github, gitlab or sarif (findings at their lines) (default: text)",
      )
      .option("--changes-only", "no forecast, and nothing of this host: what changes from one revision to another")
      .option(
        "--post [required]",
        "in a CI job: put the plan below its pull request, over the one before; required: exit code 3 where it cannot",
      )
      .option("--detailed-exitcode", "0: nothing changes, 1: an error, 2: there are changes"),
  readsClock: true,
  run: plan,
};

/** Ten years: beyond that only the calendar is left of a plan. */
const furthestMs = 3660 * 86_400_000;

async function plan(call: Call): Promise<ExitCode> {
  const { io, options } = call;
  const forMs = readHorizon(call);
  if (forMs === undefined) return exitCodes.invalid;
  const name = textOption(call, "format") ?? (call.json ? "json" : "text");
  const format = Object.hasOwn(formats, name) ? formats[name] : undefined;
  if (!format) {
    io.err(`runner: --format: "${escapeTerminal(name)}" is not one of: ${Object.keys(formats).join(", ")}\n`);
    return exitCodes.invalid;
  }
  const wish = readPost(call);
  if ("bad" in wish) return wish.bad;
  const isDetailed = options["detailedExitcode"] === true;
  const changesOnly = options["changesOnly"] === true;
  const now = io.now();
  const scope = { now, until: now + forMs, changesOnly };
  const near = changesOnly ? await makeNearPlan(call, scope) : undefined;
  const made = near ? { plan: near } : await makePlan(call, scope);
  if ("code" in made) return isDetailed && made.code === exitCodes.invalid ? exitCodes.taskFailed : made.code;

  io.out(await format(made.plan, io));
  const posted = await postPlan(call, wish.post, () => renderMarkdownPlan(made.plan));
  if (posted !== exitCodes.fine) return posted;
  const { good } = made.plan;
  if (!good) return isDetailed ? exitCodes.taskFailed : exitCodes.invalid;
  const { tasks, settings } = good.changes;
  return isDetailed && tasks.length + settings.length > 0 ? exitCodes.invalid : exitCodes.fine;
}

function readHorizon(call: Call): number | undefined {
  const text = textOption(call, "for") ?? "24h";
  const forMs = parseDuration(text);
  if (forMs !== undefined && forMs <= furthestMs) return forMs;
  const wrong = forMs === undefined ? "is no duration" : "is too far ahead (at most ten years, 3660d)";
  call.io.err(`runner: --for: "${escapeTerminal(text)}" ${wrong}. Write it like this: 90m, 24h, 7d\n`);
  return undefined;
}
