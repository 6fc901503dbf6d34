import { renderDiagnostic } from "../diagnostics/render-diagnostic.ts";
import type { Instant } from "../model/instant.ts";
import { parseInstant } from "../model/instant.ts";
import { renderAgo } from "../report/render-ago.ts";
import { renderOutcome } from "../report/message/render-outcome.ts";
import { escapeTerminal } from "../text/escape-terminal.ts";
import { makeStyle } from "../text/style.ts";
import type { Cell } from "../text/table.ts";
import { renderTable } from "../text/table.ts";
import { count } from "./count.ts";
import { hasColor, tableWidth } from "./io.ts";
import { styleOf, withSummary } from "./past-run.ts";
import type { Core } from "./read-core.ts";
import { findRevisionTrouble, renderRevisionTrouble } from "./revision-trouble.ts";
import type { TaskStanding } from "./standing.ts";
import type { Call } from "./verb.ts";
import type { Status } from "./verbs/status.ts";

/** The status for people: a few lines about the whole, then what runs, what waits, and every task. */
export function renderStatus({ io }: Call, core: Core, status: Status): string {
  const now = io.now();
  const look = { width: tableWidth(io), color: hasColor(io) };
  const style = makeStyle(look.color);
  const ago = (text: string): string => renderAgo(parseInstant(text)!, now);
  const running = status.active.map(({ task, id, since, phase, attempt, pid }): Cell[] => [
    task,
    `${phase}${attempt > 1 ? ` (attempt ${attempt})` : ""}`,
    ago(since),
    pid === undefined ? "" : String(pid),
    id,
  ]);
  const waiting = status.waiting.map(({ task, id, since, gate, reason, until, movedUp }): Cell[] => [
    task,
    [
      `${gate === undefined ? "" : `${gate}: `}${reason}`,
      ...(until === undefined ? [] : [` (until ${until})`]),
      ...(movedUp === undefined ? [] : [`; has moved up: ${movedUp}`]),
    ].join(""),
    ago(since),
    id,
  ]);
  const tasks = status.tasks.map((task) => taskRow(task, { now, isUp: status.runner.up }));
  const sections = [
    renderHead(core, status, { ago, color: look.color }),
    renderTable(
      [
        { title: "ACTIVE", whole: true },
        { title: "PHASE" },
        { title: "SINCE" },
        { title: "PID", align: "right" },
        { title: "RUN", whole: true },
      ],
      running,
      look,
    ),
    renderTable(
      [{ title: "WAITING", whole: true }, { title: "FOR" }, { title: "SINCE" }, { title: "RUN", whole: true }],
      waiting,
      look,
    ),
    renderTable(
      [{ title: "TASK", whole: true }, { title: "STATE" }, { title: "LAST" }, { title: "WHEN" }, { title: "NEXT" }],
      tasks,
      look,
    ),
  ];
  if (core.state.catalog && status.tasks.length === 0)
    sections.push(style.dim("the revision in force has no tasks: `runner new task NAME` writes one") + "\n");
  return sections.filter((section) => section !== "").join("\n");
}

function renderHead(core: Core, status: Status, look: { ago: (text: string) => string; color: boolean }): string {
  const style = makeStyle(look.color);
  const { runner, revision, paused, forge, unpublished } = status;
  const lines: [name: string, text: string][] = [];
  lines.push(["runner", runner.up ? style.green(renderRunner(runner)) : style.yellow(renderNoRunner(core))]);
  if (revision) {
    const what = revision.worktree ? "uncommitted files" : `"${escapeTerminal(revision.subject)}"`;
    lines.push(["revision", `${revision.sha.slice(0, 7)} ${what}, applied ${look.ago(revision.since)}`]);
  } else {
    lines.push(["revision", "none is in force yet"]);
  }
  const trouble = findRevisionTrouble(core);
  if (trouble) lines.push(["", style.red(renderRevisionTrouble(trouble).trimEnd())]);
  if (!core.state.catalog && core.inForce) {
    lines.push(["", style.red("its files do not hold for this version of the runner:")]);
    for (const diagnostic of core.inForce.diagnostics) lines.push(["", renderDiagnostic(diagnostic, look)]);
  }
  if (paused)
    lines.push(["paused", style.yellow(`everything, ${look.ago(paused.at)}: ${escapeTerminal(paused.reason)}`)]);
  if (forge) {
    const waiting = count(forge.waiting, "commit status waits", "commit statuses wait");
    lines.push([
      "forge",
      style.yellow(escapeTerminal(`${waiting}: ${forge.what}`)) + `\n${escapeTerminal(forge.hint)}`,
    ]);
  }
  if (unpublished > 0) lines.push(["reports", `${count(unpublished, "record")} still to be published`]);
  return lines.map(([name, text]) => `${name.padEnd(8)}  ${text.replaceAll("\n", `\n${" ".repeat(10)}`)}\n`).join("");
}

function renderRunner({ verb, pid, since }: Status["runner"]): string {
  return verb === undefined ? "up" : `up: \`runner ${escapeTerminal(verb)}\` (process ${pid}, since ${since})`;
}

function renderNoRunner({ journal }: Core): string {
  return journal
    ? "not running: `runner start` runs what is due"
    : "none has been here yet: `runner start` brings the newest commit into force and runs what is due";
}

function taskRow(task: TaskStanding, at: { now: Instant; isUp: boolean }): Cell[] {
  const { id, state, failures, paused, last, next } = task;
  const styles = { failing: "red", blocked: "red", paused: "yellow", running: "green", waiting: "cyan" } as const;
  const more =
    state === "blocked"
      ? `: \`runner explain ${id}\``
      : state === "paused"
        ? `: ${paused?.reason}`
        : state === "failing" && failures > 1
          ? ` (${failures} in a row)`
          : "";
  const style = Object.hasOwn(styles, state) ? styles[state as keyof typeof styles] : "dim";
  return [
    id,
    { text: `${state}${more}`, style },
    last === undefined
      ? ""
      : { text: withSummary(renderOutcome({ ...last, missed: undefined }), last.summary), style: styleOf(last.status) },
    last === undefined ? "" : renderAgo(parseInstant(last.at)!, at.now),
    next === undefined ? "" : renderNext(parseInstant(next)!, at),
  ];
}

function renderNext(next: Instant, { now, isUp }: { now: Instant; isUp: boolean }): string {
  if (next > now) return renderAgo(next, now);
  return isUp ? "now" : `was due ${renderAgo(next, now)}`;
}
