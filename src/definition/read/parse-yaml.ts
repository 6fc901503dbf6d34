import type * as Yaml from "yaml";
import type { Document as YamlDocument, Schema } from "yaml";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { SourceText } from "../../diagnostics/span.ts";
import { notATable, tooComplex, yamlDirective } from "../../diagnostics/syntax-codes.ts";
import { convertYaml } from "./convert-yaml.ts";
import type { Table } from "./document.ts";
import { explainYamlErrors } from "./explain-yaml-errors.ts";
import { findYamlPlaces } from "./find-yaml-places.ts";
import { loadYaml } from "../load-package.ts";
import type { Place } from "./place.ts";
import { makeDocument } from "./place.ts";
import type { Reading } from "./reading.ts";
import { failedReading } from "./reading.ts";

/**
 * Pieces that the scanner may find. A file with 10,000 keys has less than this; parsing costs up to 8 µs for each, and
 * for some errors much more.
 */
const mostPieces = 100_000;
/** So many characters cannot hold too many pieces. */
const surelyFew = 32_768;

/**
 * Reads one document of YAML 1.2 (core schema). Refused: other versions, tags of one's own, keys that are not text,
 * duplicate keys, merge keys (`<<` is YAML 1.1's), aliases beyond bounds.
 */
export function parseYaml(source: SourceText): Reading {
  const yaml = loadYaml();
  const { text, diagnostics } = withoutDirective(source);
  if (text.length > surelyFew && hasTooManyPieces(new yaml.Lexer().lex(text))) {
    return failedReading(...diagnostics, tooComplex({ source, start: 0, end: 0 }, "has too many parts"));
  }
  const parsed = parse(text, yaml);
  diagnostics.push(...explainYamlErrors(source, parsed));
  if (parsed.errors.length > 0) return failedReading(...diagnostics);
  const converted = convertYaml(source, parsed, yaml);
  diagnostics.push(...converted.diagnostics);
  if (converted.value === undefined) return failedReading(...diagnostics);
  const value = converted.value ?? {};
  if (typeof value !== "object" || Array.isArray(value)) {
    const [start, end] = parsed.contents?.range ?? [0, 0];
    return failedReading(...diagnostics, notATable({ source, start, end }, Array.isArray(value) ? "a list" : "a text"));
  }
  // Read once more, rather than keep the syntax trees of ten thousand files that have no fault.
  const findPlaces = (): Place => findYamlPlaces(parse(text, yaml).contents, yaml);
  return { document: makeDocument(source, value as Table, findPlaces, converted.flawed), diagnostics };
}

let schema: Schema | undefined;

function parse(text: string, yaml: typeof Yaml): YamlDocument.Parsed {
  schema ??= new yaml.Schema({ schema: "core", resolveKnownTags: false });
  return yaml.parseDocument(text, {
    schema,
    // The library's own check is quadratic; ours is in convertYaml.
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: "error",
  });
}

function hasTooManyPieces(pieces: Iterable<unknown>): boolean {
  let count = 0;
  for (const _ of pieces) if (++count > mostPieces) return true;
  return false;
}

/** In YAML 1.1 `yes` is true and `010` is eight. A `%YAML` line becomes a comment, so that the rest is read as 1.2. */
function withoutDirective(source: SourceText): { text: string; diagnostics: Diagnostic[] } {
  const found = /^(?:[#%].*\n|[ \t\r]*\n)*?(?=%YAML[ \t])/.exec(source.text);
  if (found === null) return { text: source.text, diagnostics: [] };
  const start = found[0].length;
  const line = source.text.slice(start).split(/\r?\n/, 1)[0]!;
  const version = line.slice(5).trim();
  return {
    text: `${source.text.slice(0, start)}#${source.text.slice(start + 1)}`,
    diagnostics: version === "1.2" ? [] : [yamlDirective({ source, start, end: start + line.length }, version)],
  };
}
