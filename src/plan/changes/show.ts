import { renderTool } from "../../model/condition.ts";
import { renderDuration } from "../../model/duration.ts";
import { renderInstant } from "../../model/instant.ts";
import type { ToldParam } from "../../model/params.ts";
import { tellParams } from "../../model/params.ts";
import { renderCondition } from "../../model/render-condition.ts";
import { describeSecretSource } from "../../model/secret.ts";
import type { Command, Task } from "../../model/task.ts";
import type { EventTrigger } from "../../model/trigger.ts";
import type { StartWindow } from "../../model/window.ts";
import { renderSchedule } from "../../schedule/index.ts";

/* Values of a task as people read them; undefined where there is nothing to say. Different meanings, different texts. */

export function list(items: readonly string[]): string | undefined {
  return items.length === 0 ? undefined : items.join(", ");
}

/** Exact to the millisecond; nothing at all counts as none. */
export function duration(ms: number | undefined): string | undefined {
  if (ms === undefined || ms === 0) return undefined;
  const rounded = renderDuration(ms).replaceAll(" ", "");
  const parts = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1 };
  let rest = ms;
  const exact = Object.entries(parts)
    .map(([unit, size]) => {
      const count = Math.floor(rest / size);
      rest -= count * size;
      return count === 0 ? "" : `${count}${unit}`;
    })
    .join("");
  return exact.length > 12 ? rounded : exact;
}

export function suspend({ suspend: until }: Task): string | undefined {
  return until && `until ${renderInstant(until.until)}${until.reason === "" ? "" : `: ${until.reason}`}`;
}

export function schedules(task: Task): string | undefined {
  return list(task.schedules.map(renderSchedule));
}

export function command(of: Command): string {
  switch (of.kind) {
    case "text":
      return of.text.trimEnd();
    case "argv":
      return `[${of.argv.map((word) => JSON.stringify(word)).join(", ")}]`;
    case "script":
      return ["script", of.path, ...of.args].map(quoted).join(" ");
  }
}

function quoted(word: string): string {
  return /^[\w./:=@%+,-]+$/.test(word) ? word : JSON.stringify(word);
}

export function env(task: Task): string | undefined {
  return list([...task.env].map(([name, value]) => `${name}=${quoted(value)}`).sort());
}

/** `PGPASSWORD = db (env DB_PASSWORD)`: names alone; a plan has no values. */
export function secrets(task: Task): string | undefined {
  return list(
    task.secrets.map(({ variable, name, as, source }) => {
      const file = as === "file" ? ", as a file" : "";
      return `${variable} = ${name} (${describeSecretSource(source)}${file})`;
    }),
  );
}

export function needs(task: Task): string | undefined {
  return list(
    task.needs.map((need) => {
      const maxAge = duration(need.maxAgeMs);
      const more = [
        ...(need.status === "success" ? [] : [need.status]),
        ...(maxAge === undefined ? [] : [`max_age ${maxAge}`]),
      ];
      return more.length === 0 ? need.task : `${need.task} (${more.join(", ")})`;
    }),
  );
}

export function window({ text, overrun }: StartWindow): string {
  return overrun === "cancel" ? `${text} (overrun: cancel)` : text;
}

export function when(task: Task): string | undefined {
  return task.when && renderCondition(task.when);
}

export function requires(task: Task): string | undefined {
  return list(task.requires.map(renderTool));
}

export function catchUp({ catchUp: { policy, withinMs } }: Task): string | undefined {
  if (policy === "none") return undefined;
  const within = duration(withinMs);
  return within === undefined ? policy : `${policy} within ${within}`;
}

export function retry({ retry: of }: Task): string | undefined {
  if (of.attempts === 1 && !of.onLost) return undefined;
  const parts = [`${of.attempts} attempts`, `delay ${duration(of.delayMs) ?? "0s"}`];
  if (of.backoff !== "fixed") parts.push(of.backoff);
  if (of.maxDelayMs !== undefined) parts.push(`at most ${duration(of.maxDelayMs) ?? "0s"}`);
  if (of.jitter > 0) parts.push(`jitter ${of.jitter}`);
  if (of.onExit) parts.push(`on exit ${of.onExit.join(", ")}`);
  if (of.onLost) parts.push("also when lost");
  return parts.join(", ");
}

export function impact(task: Task): string | undefined {
  return list(task.impact.map(([name, score]) => `${name} ${score}`));
}

export function effort({ effort: { estimatedMs, complexity, risk } }: Task): string | undefined {
  const estimated = duration(estimatedMs);
  return list([
    ...(estimated === undefined ? [] : [`estimated ${estimated}`]),
    ...(complexity === undefined ? [] : [`complexity ${complexity}`]),
    ...(risk === undefined ? [] : [`risk ${risk}`]),
  ]);
}

export function triggers(task: Task): string | undefined {
  return list(task.triggers.map(trigger));
}

function trigger(of: EventTrigger): string {
  switch (of.kind) {
    case "boot":
      return of.delayMs === 0 ? "boot" : `boot+${duration(of.delayMs)}`;
    case "shutdown":
      return "shutdown";
    case "login":
      return of.user === undefined ? "login" : `login of ${of.user}`;
    case "task":
      return of.task === "*" ? `any run ended: ${of.status}` : `after ${of.task}: ${of.status}`;
    case "file-changed":
      return `file changed: ${of.glob}`;
    case "changed":
      return `revision changed: ${of.globs.join(", ")}`;
    case "request":
      return `request for ${JSON.stringify(of.category)} (confidence from ${of.minConfidence})`;
    case "condition": {
      const held = of.forMs === 0 ? "" : ` for ${duration(of.forMs)}`;
      const again = of.repeatMs === undefined ? "" : `, again every ${duration(of.repeatMs)}`;
      return `condition: ${renderCondition(of.condition)}${held}${again}`;
    }
  }
}

export function params(task: Task): string | undefined {
  return task.params && list(tellParams(task.params).map(param));
}

function param({ name, type, isRequired, isSecret, default: value }: ToldParam): string {
  const marks = [...(isRequired ? ["required"] : []), ...(isSecret ? ["secret"] : [])];
  const inBrackets = marks.length === 0 ? "" : ` (${marks.join(", ")})`;
  return `${name}: ${type}${value === undefined ? "" : ` = ${JSON.stringify(value)}`}${inBrackets}`;
}

export function uses({ action }: Task): string | undefined {
  return action && (action.isBuiltIn ? action.name : `${action.name} (of the repository)`);
}

/** The parameters of its action. A secret is shown by its name. */
export function given({ action }: Task): string | undefined {
  const pairs = Object.entries(action?.with ?? {}).map(([name, value]) => `${name} = ${JSON.stringify(value)}`);
  return pairs.length === 0 ? undefined : pairs.join(", ");
}
