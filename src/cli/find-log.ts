import type { Journal, OpenRun } from "../journal/index.ts";
import type { EndRecord } from "../model/decision.ts";
import type { Result } from "../model/result.ts";
import { failure, ok } from "../model/result.ts";
import type { Trouble } from "./ask.ts";
import { exitCodes } from "./exit-codes.ts";
import { noSuchRun } from "./find-run.ts";

/** The run whose log is meant. */
export type LoggedRun =
  { readonly kind: "open"; readonly run: OpenRun } | { readonly kind: "ended"; readonly record: EndRecord };

/** How far back a run is looked for that really ran: skips print nothing. */
const mostSkips = 200;

/**
 * By id, by the beginning of one, or by task: that of its newest run. Without a name: the newest run of all. One that
 * waits is meant only where `follow` is: somebody wants to see what it will print.
 */
export function findLoggedRun(
  journal: Journal | undefined,
  of: { name: string | undefined; follow: boolean },
): Result<LoggedRun, Trouble> {
  const { name, follow } = of;
  if (!journal)
    return invalid("nothing has run here yet", "`runner run TASK` runs one now, `runner start` what is due.");
  const open = journal.openRuns().filter(({ id, task }) => name === undefined || task === name || id.startsWith(name));
  const run = open.findLast(({ isActive }) => isActive) ?? (follow ? open.at(-1) : undefined);
  if (run) return ok({ kind: "open", run });

  const record = newestThatRan(journal, name) ?? journal.runs({ task: name, limit: 1 })[0];
  if (record) return ok({ kind: "ended", record });
  if (open[0]) return invalid(`${open[0].task} waits and has printed nothing yet`, "`runner logs -f` waits with it.");
  if (name === undefined) return invalid("nothing has run here yet", "`runner next` shows what is due when.");
  return findByName(journal, name);
}

/** Of that task, or of all. */
export function newestThatRan(journal: Journal, task: string | undefined): EndRecord | undefined {
  return journal.runs({ task, limit: mostSkips }).find(({ end }) => end.startedAt !== undefined);
}

function findByName(journal: Journal, name: string): Result<LoggedRun, Trouble> {
  const [record, another] = journal.runs({ idStart: name, limit: 2 });
  if (record && another) {
    const what = `${name} may mean several runs: ${record.end.id}, ${another.end.id} or others`;
    return invalid(what, "Say more of its id.");
  }
  if (record) return ok({ kind: "ended", record });
  const known: readonly string[] = journal.snapshot().memories.map(({ task }) => task);
  if (known.includes(name)) return invalid(`${name} has not run here yet`, `\`runner explain ${name}\` says why.`);
  return noSuchRun(name, known);
}

function invalid(what: string, hint: string): Result<never, Trouble> {
  return failure({ what, hint, code: exitCodes.invalid });
}
