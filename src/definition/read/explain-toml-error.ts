import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { SourceText, Span } from "../../diagnostics/span.ts";
import { duplicateKey, reservedKey, tomlSyntax, tooComplex, tooManyKeys } from "../../diagnostics/syntax-codes.ts";
import { findTomlPlaces } from "./find-toml-places.ts";
import type { GuardedTomlParser } from "./guarded-toml-parser.ts";
import { limits } from "./limits.ts";
import type { Place } from "./place.ts";

/** Says why a text is not TOML, or not TOML that we take: what the parser threw, and where it stood. */
export function explainTomlError(source: SourceText, parser: GuardedTomlParser, error: unknown): Diagnostic {
  const { text } = source;
  const offset = Math.max(0, Math.min(parser.ii, text.length));
  const here = { source, start: offset, end: Math.min(offset + 1, text.length) };
  const key = keyAt(source, parser.keyStart);
  const name = text.slice(key.start, key.end).replace(/^["']|["']$/g, "");
  switch (parser.refusal) {
    case "reserved-key":
      return reservedKey(key, name);
    case "too-many-keys":
      return tooManyKeys(key);
    case "too-many-values":
      return tooComplex(here, `holds more than ${limits.values} values`);
    case "too-deep":
      return tooComplex(here, `nests more than ${limits.depth} deep`);
    case undefined:
      break;
  }
  const message = error instanceof Error ? error.message : String(error);
  if (/redefine|extend/i.test(message)) return duplicateKey(key, name, findFirst(source, key));
  return explainSyntax(here, message);
}

/** The parser's words name character codes and its own states; these are ours, by what stands there. */
function explainSyntax(span: Span, message: string): Diagnostic {
  const { text } = span.source;
  const lineStart = text.lastIndexOf("\n", span.start - 1) + 1;
  // A line may be a megabyte of blanks, and the pattern below would look at each of them from each.
  const line = text.slice(lineStart, lineStart + 500).split("\n", 1)[0]!;
  const found = span.start >= text.length ? "the end of the file" : shownChar(text, span.start);
  if (/expected "="/.test(message)) {
    const yaml = text[span.start] === ":";
    return tomlSyntax(span, `a key is followed by =, not by ${found}`, yaml ? "TOML writes key = value." : undefined);
  }
  if (/expecting string/.test(message)) {
    const word = /^(\s*([A-Za-z0-9_.-]+)\s*=\s*)([^"'[{#\s][^#]*?)\s*(?:#.*)?$/.exec(line);
    const atValue = word !== null && word[1]!.length === span.start - lineStart;
    const hint = atValue ? `Texts want quotes: ${word[2]} = ${JSON.stringify(word[3])}` : "Texts want quotes.";
    return tomlSyntax(span, `a value cannot begin with ${found}`, hint);
  }
  if (/end of line/.test(message)) {
    return tomlSyntax(span, `after a value the line must end, but there is ${found}`, "Put it on a line of its own.");
  }
  const known = wordings.find(([pattern]) => pattern.test(message));
  return tomlSyntax(span, known?.[1].replace("%", found) ?? `${found} cannot stand here`, known?.[2]);
}

const wordings: readonly (readonly [RegExp, string, string?])[] = [
  [/Unterminated multi-line/, "a text of several lines is not closed before the end of the file"],
  [/Unterminated string/, "a text is not closed on its line", 'A text of several lines has three quotes: """…"""'],
  [/Unterminated/, "a list or table is not closed", "An inline { table } must stand on one line; a [list] need not."],
  [/Trailing comma|Empty elements/, "an inline table has a comma too many"],
  [/control character/i, "% must not stand in a text or comment"],
  [
    /escape|unicode/i,
    "this is no escape sequence",
    "A backslash is written \\\\, or put the text into 'single' quotes.",
  ],
  [/boolean/i, "only true and false begin like this", "Texts want quotes."],
  [/Incomplete time/, "a time has hours, minutes and seconds: 03:00:00", 'Or put it in quotes: "03:00"'],
  [/Incomplete|padded|datetime|year part/i, "this is neither a number nor a date", "Texts want quotes."],
  [/digit|number|\binf\b|\bnan\b/i, "this is not a number", "Texts want quotes."],
  [/Empty bare keys|Unknown character/, "a key cannot begin with %"],
  [/expected whitespace, \. or \]/, "a [table] line is not closed, or there is more after it"],
  [/comma \(,\) or close bracket/, "here a comma or the closing bracket is missing; there is %"],
  [/without value/, "a key has no value"],
];

function shownChar(text: string, offset: number): string {
  const char = String.fromCodePoint(text.codePointAt(offset)!);
  if (char === "\n" || char === "\r") return "the end of the line";
  return /[\p{L}\p{N}\p{P}\p{S}]/u.test(char)
    ? `\`${char}\``
    : `U+${char.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}`;
}

function keyAt(source: SourceText, start: number): Span {
  const word = /^(?:"(?:\\.|[^"\\\n])*"|'[^'\n]*'|[A-Za-z0-9_-]+)/.exec(source.text.slice(start, start + 2000))?.[0];
  return { source, start, end: start + (word?.length ?? 1) };
}

/** Where the key was first given: the text before this line is valid, so its places can be had. */
function findFirst(source: SourceText, second: Span): Span | undefined {
  const lineStart = source.text.lastIndexOf("\n", second.start - 1) + 1;
  const before = { path: source.path, text: source.text.slice(0, lineStart) };
  if (before.text.length > 131_072) return undefined;
  const line = source.text.slice(lineStart, second.end).trim();
  const name = source.text.slice(second.start, second.end);
  // Only the plain forms: a key on its own line, in the table opened last, or a [table] line.
  if (line !== name && line !== `[${name}`) return undefined;
  const root = findTomlPlaces(before);
  const place = line === name ? lastOpened(root)?.children.get(name) : root.children.get(name);
  return place?.key && { source, start: place.key[0], end: place.key[1] };
}

/** The table that the next line would belong to. */
function lastOpened(root: Place): Place {
  let last = root;
  let lastStart = -1;
  const visit = (place: Place): void => {
    for (const child of place.children.values()) {
      if (child.header !== undefined && child.key![0] > lastStart) [last, lastStart] = [child, child.key![0]];
      visit(child);
    }
  };
  visit(root);
  return last;
}
