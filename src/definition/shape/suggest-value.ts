import { parseDuration } from "../../model/duration.ts";
import { taskIdPattern } from "../../model/ids.ts";
import type { Json } from "../../model/json.ts";
import { parseSize } from "../../model/size.ts";

/** A value in a sentence: `a number (300)`, `"yes"`, `a list`. */
export function describeValue(value: Json | undefined): string {
  if (value === null || value === undefined) return "empty";
  if (typeof value === "string") return clip(JSON.stringify(value));
  if (typeof value === "boolean") return `${value}`;
  if (typeof value === "number") return `the number ${value}`;
  return Array.isArray(value) ? "a list" : "a table";
}

/**
 * The plausible mistake behind a value of the wrong type, and the right form of it. `wanted`: JSON Schema's names of
 * the types that would do.
 */
export function suggestValue(value: Json | undefined, wanted: readonly string[]): string | undefined {
  if (value === null) return "Give it a value, or remove the key.";
  if (wanted.includes("boolean")) {
    if (/^(yes|y|on|true|1)$/i.test(String(value))) return "Write true.";
    if (/^(no|n|off|false|0)$/i.test(String(value))) return "Write false.";
  }
  if (typeof value === "string") {
    if ((wanted.includes("integer") || wanted.includes("number")) && /^-?\d+(\.\d+)?$/.test(value)) {
      return `Write ${value}, without quotes.`;
    }
    if (wanted.includes("array")) return clip(`Write a list: [${JSON.stringify(value)}]`);
  }
  if (wanted.includes("string")) {
    if (typeof value === "number" || typeof value === "boolean") return `Put it in quotes: "${value}"`;
    if (Array.isArray(value) && value.length === 1 && typeof value[0] === "string") {
      return clip(`Write ${JSON.stringify(value[0])}, without brackets.`);
    }
  }
  return undefined;
}

export function suggestDuration(value: Json): string {
  const usual = 'Write it like "90s", "15m" or "1h30m".';
  if (typeof value === "number" && value >= 0) {
    return Number.isInteger(value)
      ? `Write "${value}s" for ${value} seconds.`
      : `Write "${Math.round(value * 1000)}ms".`;
  }
  if (typeof value !== "string") return usual;
  const words = value
    .trim()
    .toLowerCase()
    .replace(/(?<=\d)\s+|,|\band\b/g, "")
    .replaceAll(/\s+/g, "");
  const short = words.replace(
    /(\d)(milliseconds?|seconds?|secs?|minutes?|mins?|hours?|hrs?|days?)/g,
    (_, digit: string, unit: string) => {
      return digit + (unit.startsWith("mil") ? "ms" : unit.charAt(0));
    },
  );
  const fraction = /^(\d+\.\d+)(h|m|s|d)$/.exec(short);
  if (fraction) {
    const seconds = Number(fraction[1]) * { d: 86_400, h: 3600, m: 60, s: 1 }[fraction[2] as "d" | "h" | "m" | "s"];
    return Number.isInteger(seconds / 60) ? `Write "${seconds / 60}m".` : `Write "${Math.round(seconds * 1000)}ms".`;
  }
  if (/^\d+$/.test(short)) return `Write "${short}s" for ${short} seconds.`;
  const weeks = /^(\d{1,6})(w|weeks?)$/.exec(short);
  if (weeks) return `Write "${Number(weeks[1]) * 7}d".`;
  return parseDuration(short) === undefined || short === "" ? usual : `Write "${short}".`;
}

/** The rate that a text or number was most likely meant to be: `3/h` for 3, "3 per hour" or "3 / hours". */
export function suggestRate(value: Json): string | undefined {
  if (typeof value === "number") return Number.isInteger(value) && value > 0 ? `${value}/h` : undefined;
  const words = typeof value === "string" ? value.trim().toLowerCase() : "";
  const [, times, unit = "h"] =
    /^([1-9]\d{0,5})\s*(?:x|times)?(?:\s*(?:\/|per|an?|every|each|in)\s*(?:an?\s+)?(.+))?$/.exec(words) ?? [];
  if (times === undefined) return undefined;
  const length = unit.replaceAll(/\s+/g, "").replace(/^(second|minute|hour|day|week)s$/, "$1");
  if (/^(second|minute|hour|day|week|[smhdw])$/.test(length)) return `${times}/${length.charAt(0)}`;
  const short = /"(.+)"/.exec(suggestDuration(unit))?.[1] ?? "";
  return parseDuration(short) === undefined || !/\d/.test(unit) ? undefined : `${times}/${short}`;
}

export function suggestSize(value: Json): string {
  const usual = 'Write it like "64K", "200M" or "2GiB".';
  if (typeof value === "number" && Number.isInteger(value) && value >= 0) {
    return value % 1024 === 0 && value > 0
      ? `Write "${value / 1024}K" or "${value}B".`
      : `Write "${value}B" for ${value} bytes.`;
  }
  if (typeof value !== "string") return usual;
  const short = value.replaceAll(/\s+/g, "").toUpperCase().replace(/IB$/, "iB");
  return parseSize(short) === undefined ? usual : `Write "${short}".`;
}

/** The id that a text would be with the wrong letters replaced; undefined if nothing is left. */
export function suggestId(text: string): string | undefined {
  const id = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, "-")
    .replace(/^[^a-z0-9]+|-+$/g, "")
    .slice(0, 63);
  return taskIdPattern.test(id) ? id : undefined;
}

function clip(text: string): string {
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
