import type { Result } from "../../model/result.ts";
import { failure, ok } from "../../model/result.ts";
import type { CronPattern } from "./cron-pattern.ts";
import { everMatches } from "./next-wall.ts";
import { readCroner } from "./read-croner.ts";
import { readPlainCron } from "./read-plain-cron.ts";
import { renderCron } from "./render-cron.ts";

interface CompiledCron {
  readonly pattern: CronPattern;
  /** The canonical text; compiling it gives an equal pattern. */
  readonly text: string;
  /** False for February 31 and its like. */
  readonly fires: boolean;
}

/** Patterns are shared: a host with 100,000 tasks has a few thousand of them. Started anew when it has grown this large. */
const mostPatterns = 40_000;
const compiled = new Map<string, CompiledCron>();

/** Reads a pattern of five fields, or six with the second first. Fails with a sentence that says what is wrong. */
export function compileCron(written: string): Result<CompiledCron, string> {
  const known = compiled.get(written);
  if (known) return ok(known);
  const fields = written.trim().split(/\s+/);
  const plain =
    fields.length === 5 || fields.length === 6
      ? readPlainCron(fields.length === 5 ? ["0", ...fields] : fields)
      : undefined;
  const read = plain ? ok(plain) : readCroner(written);
  if (!read.ok) return failure(read.error);
  return ok(share(written, read.value));
}

function share(written: string, pattern: CronPattern): CompiledCron {
  const text = renderCron(pattern);
  const made = compiled.get(text) ?? { pattern, text, fires: everMatches(pattern) };
  if (compiled.size >= mostPatterns) compiled.clear();
  compiled.set(text, made);
  compiled.set(written, made);
  return made;
}
