import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { nulByte } from "../../diagnostics/reading-codes.ts";
import type { SourceText } from "../../diagnostics/span.ts";
import { invalidDate, tooComplex, unsafeInteger } from "../../diagnostics/syntax-codes.ts";
import type { Json } from "../../model/json.ts";
import type { Document, Pointer, Table } from "./document.ts";
import { explainTomlError } from "./explain-toml-error.ts";
import { findTomlPlaces } from "./find-toml-places.ts";
import { GuardedTomlParser } from "./guarded-toml-parser.ts";
import { limits } from "./limits.ts";
import { makeDocument } from "./place.ts";
import type { Reading } from "./reading.ts";
import { failedReading } from "./reading.ts";

/** Reads TOML 1.0. Dates and times become the texts that were written: what they mean is for the keys to say. */
export function parseToml(source: SourceText): Reading {
  const parser = new GuardedTomlParser();
  let table: Record<string, unknown>;
  try {
    parser.parse(source.text);
    table = parser.finish();
  } catch (error) {
    return failedReading(explainTomlError(source, parser, error));
  }
  const flawed: Pointer[] = [];
  const document = makeDocument(source, table as Table, () => findTomlPlaces(source), flawed);
  const diagnostics: Diagnostic[] = [];
  makePlain(table, { document, diagnostics, flawed, pointer: [] });
  return { document, diagnostics };
}

interface Walk {
  readonly document: Document;
  readonly diagnostics: Diagnostic[];
  readonly flawed: Pointer[];
  readonly pointer: (string | number)[];
}

/** Turns what the parser made into plain JSON values, in place: nobody else has seen them yet. */
function makePlain(holder: Record<string | number, unknown>, walk: Walk): void {
  if (walk.pointer.length > limits.depth) {
    tell(walk, tooComplex(walk.document.locate(walk.pointer, "key"), `nests more than ${limits.depth} deep`));
    return;
  }
  for (const key of Array.isArray(holder) ? holder.keys() : Object.keys(holder)) {
    const value = holder[key];
    walk.pointer.push(key);
    if (typeof value === "object") {
      if (value instanceof Date) holder[key] = readDate(walk);
      else makePlain(value as Record<string, unknown>, walk);
    } else if (typeof value === "bigint") {
      tell(walk, unsafeInteger(...placeAndText(walk)));
      holder[key] = 0 satisfies Json;
    } else if (typeof value === "string" && value.includes("\0")) {
      tell(walk, nulByte(walk.document.locate(walk.pointer, "value")));
    }
    walk.pointer.pop();
  }
}

/** The parser rolls February 30 over to March, and takes any hour: the text is looked at, not the Date. */
function readDate(walk: Walk): string {
  const [span, written] = placeAndText(walk);
  const parts = /^(?:(\d{4})-(\d\d)-(\d\d))?(?:(?:^|[Tt ])(\d\d):(\d\d):(\d\d))?/.exec(written);
  const [year, month, day, hour, minute, second] = (parts ?? []).slice(1).map((part) => Number(part ?? 0));
  const date = new Date(Date.UTC(year!, month! - 1, day));
  const dateExists = parts?.[1] === undefined || (date.getUTCDate() === day && date.getUTCMonth() === month! - 1);
  if (!dateExists || hour! > 23 || minute! > 59 || second! > 59) tell(walk, invalidDate(span, written));
  return written;
}

function tell(walk: Walk, diagnostic: Diagnostic): void {
  walk.diagnostics.push(diagnostic);
  walk.flawed.push([...walk.pointer]);
}

function placeAndText(walk: Walk): [ReturnType<Document["locate"]>, string] {
  const span = walk.document.locate(walk.pointer satisfies Pointer, "value");
  return [span, span.source.text.slice(span.start, span.end)];
}
