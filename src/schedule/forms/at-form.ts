import { renderInstant } from "../../model/instant.ts";
import { ok } from "../../model/result.ts";
import { parseMoment } from "../parts/parse-moment.ts";
import type { Reading } from "../schedule-problem.ts";
import { problem } from "../schedule-problem.ts";
import type { ScheduleForm } from "./schedule-form.ts";

/** `at 2026-12-01T03:00`, in the task's zone or with one of its own (`Z`, `+01:00`): once. */
export const atForm: ScheduleForm = { word: "at", example: "at 2026-12-01T03:00", readText };

function readText(rest: string, zone: string): Reading {
  if (/^ \d\d?:\d\d$/.test(rest))
    return problem("bad-date", `"at${rest}" lacks the day`, `\`daily at${rest}\`, or \`at 2026-12-01T${rest.trim()}\``);
  const at = parseMoment(rest.trim(), zone);
  return at.ok ? ok({ kind: "once", key: `once ${renderInstant(at.value)}`, at: at.value }) : at;
}
