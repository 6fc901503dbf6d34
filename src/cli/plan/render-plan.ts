import type { Catalog } from "../../model/catalog.ts";
import { renderDuration } from "../../model/duration.ts";
import type { Instant } from "../../model/instant.ts";
import type { Forecast, ForecastEntry } from "../../plan/index.ts";
import { escapeTerminal } from "../../text/escape-terminal.ts";
import { makeStyle } from "../../text/style.ts";
import type { Cell, Column } from "../../text/table.ts";
import { renderTable } from "../../text/table.ts";
import { count } from "../count.ts";
import type { Io } from "../io.ts";
import { hasColor, tableWidth } from "../io.ts";
import { renderLocalTime } from "../render-local-time.ts";
import type { Fold } from "./fold-entries.ts";
import { foldEntries } from "./fold-entries.ts";

const columns: readonly Column[] = [
  { title: "UTC", whole: true },
  { title: "LOCAL" },
  { title: "TASK", whole: true },
  { title: "WILL", whole: true },
  { title: "TAKES", align: "right" },
  { title: "WHY" },
];

const margin = "  ";
const styles = { run: "green", skip: "yellow", wait: "cyan" } as const;

/** What will be, for people: the coming time day by day with what repeats itself folded, then this very moment. */
export function renderPlan(io: Io, of: { catalog: Catalog; plan: Forecast; now: Instant }): string {
  const { catalog, plan, now } = of;
  const style = makeStyle(hasColor(io));
  const all = [...plan.entries, ...plan.now];
  const forecast = `from ${renderUtc(now)} to ${renderUtc(plan.until)} UTC (${renderDuration(plan.until - now)})`;
  const nothing = "  nothing is due; `--for 7d` looks further ahead, `runner next` tells when each task is due\n";
  const parts = [
    `${style.bold("Forecast")} ${forecast}: ${summarize(plan.entries)}\n`,
    plan.entries.length === 0 ? nothing : renderTimeline(io, catalog, foldEntries(plan.entries)),
    `\n${style.bold("Now")} \`runner reconcile\` would do: ${summarize(plan.now)}\n`,
    plan.now.length === 0 ? "" : renderTimeline(io, catalog, plan.now.map(unfolded)),
    renderUnforeseen(plan, style.bold("If")),
    all.some(({ durationAssumed }) => durationAssumed)
      ? `\n${style.dim("? has not succeeded here yet: taken to need no time")}\n`
      : "",
  ];
  return parts.join("");
}

/** What cannot be known ahead, a line each. */
function renderUnforeseen({ unforeseen }: Forecast, title: string): string {
  if (unforeseen.length === 0) return "";
  const lines = unforeseen.map(({ task, if: condition }) => `${margin}${escapeTerminal(condition)}: ${task} runs\n`);
  return `\n${title} one of these becomes true, which cannot be known ahead:\n${lines.join("")}`;
}

/** What would be in a time of one's choice. */
export function renderSimulation(
  io: Io,
  { catalog, plan, now }: { catalog: Catalog; plan: Forecast; now: Instant },
): string {
  const style = makeStyle(hasColor(io));
  const time = `from ${renderUtc(now)} to ${renderUtc(plan.until)} UTC (${renderDuration(plan.until - now)})`;
  return [
    `${style.bold("Simulation")} ${time}: ${summarize(plan.entries)}\n`,
    plan.entries.length === 0 ? "" : renderTimeline(io, catalog, foldEntries(plan.entries)),
    renderUnforeseen(plan, style.bold("If")),
  ].join("");
}

function unfolded(first: ForecastEntry): Fold {
  return { first, repeat: undefined };
}

function summarize(entries: readonly ForecastEntry[]): string {
  const of = (decision: ForecastEntry["decision"]): number =>
    entries.filter((entry) => entry.decision === decision).length;
  if (entries.length === 0) return "nothing";
  const parts = [count(of("run"), "run")];
  if (of("skip") > 0) parts.push(`${of("skip")} skipped`);
  if (of("wait") > 0) parts.push(`${of("wait")} still waiting`);
  return parts.join(", ");
}

/** One table, with a line for each new day in it. */
function renderTimeline(io: Io, catalog: Catalog, folds: readonly Fold[]): string {
  const rows = folds.map((fold) => renderRow(catalog, fold));
  const room = tableWidth(io);
  const width = room === undefined ? undefined : room - margin.length;
  const [titles, ...lines] = renderTable(columns, rows, { width, color: hasColor(io) })
    .trimEnd()
    .split("\n")
    .map((line) => `${margin}${line}`);
  const style = makeStyle(hasColor(io));
  let day = "";
  const shown = lines.flatMap((line, i) => {
    const newDay = renderLocalTime(folds[i]!.first.at, "UTC").slice(0, "Fri 2026-11-20".length);
    const heading = newDay === day ? [] : [style.bold(newDay)];
    day = newDay;
    return [...heading, line];
  });
  return `${[titles, ...shown].join("\n")}\n`;
}

function renderRow(catalog: Catalog, { first, repeat }: Fold): readonly Cell[] {
  const zone = catalog.tasks.get(first.task)?.timezone ?? "UTC";
  return [
    renderClock(first.at),
    renderElsewhere(first.at, zone),
    first.task,
    { text: first.decision, style: styles[first.decision] },
    first.decision !== "run" ? "" : first.durationAssumed ? "?" : renderDuration(first.durationMs),
    [
      repeat ? renderRepeat(repeat) : "",
      first.if === undefined ? "" : `if ${escapeTerminal(first.if)}`,
      renderReason(first, repeat !== undefined),
    ]
      .filter((text) => text)
      .join("; "),
  ];
}

const units: ReadonlyMap<string, string> = new Map([
  ["1s", "second"],
  ["1m", "minute"],
  ["1h", "hour"],
  ["1d", "day"],
]);

function renderRepeat(repeat: NonNullable<Fold["repeat"]>): string {
  const duration = renderDuration(repeat.everyMs);
  return `every ${units.get(duration) ?? duration} until ${renderUtc(repeat.last)}, ${repeat.count} times`;
}

/** The trigger goes without saying where it is the schedule; what is special about one goes for none of its like. */
function renderReason({ decision, reason, detail, trigger, slot }: ForecastEntry, folded: boolean): string {
  if (decision === "run" && reason === "schedule") return "";
  const due = decision === "run" && (reason === "late" || trigger === "catch-up") ? ` (${renderUtc(slot!)})` : "";
  if (folded || detail === "") return `${reason}${due}`;
  return decision === "run" ? `${detail}${due}` : `${reason}: ${detail}${due}`;
}

function renderElsewhere(at: Instant, zone: string): string {
  const [local, utc] = [renderLocalTime(at, zone), renderLocalTime(at, "UTC")];
  if (local === utc) return "";
  const [weekday, , clock] = local.split(" ");
  return `${utc.startsWith(weekday!) ? "" : `${weekday} `}${clock} ${zone}`;
}

function renderClock(at: Instant): string {
  return renderLocalTime(at, "UTC").split(" ")[2]!;
}

function renderUtc(at: Instant): string {
  return renderLocalTime(at, "UTC");
}
