import type { Form } from "./list-forms.ts";

/** One character of a form, by all the ways in which it may be written. An empty way: it may be left out. */
export type Unit = readonly Uint8Array[];

/**
 * The characters of a form. A character as itself; as URLs have it (RFC 3986, each byte as `%2f` or `%2F`; a space also as
 * `+`); as JSON has it (RFC 8259, `\u002f` and the short ones), and JSON within JSON; and with the backslash of a shell.
 * How much of a text an encoder escapes is its own choice, so that each character is looked at for itself.
 */
export function unitsOf({ text, escapable }: Form): readonly Unit[] {
  return Array.from(text, (character) =>
    !escapable && /[A-Za-z0-9]/.test(character) ? literalOf(character) : escapedOf(character),
  );
}

const literals = new Map<string, Unit>();
const escapes = new Map<string, Unit>();

function literalOf(character: string): Unit {
  return remember(literals, character, () => [Buffer.from(character)]);
}

function escapedOf(character: string): Unit {
  return remember(escapes, character, () => {
    const ways = [...asItIs(character), ...inUrls(character), ...inJson(character)];
    if (/[!-/:-@[-`{-~ ]/.test(character)) ways.push(`\\${character}`);
    if (character === "'") ways.push(`'\\''`);
    return [...new Set(ways)].map((way) => Buffer.from(way));
  });
}

function inUrls(character: string): string[] {
  const full = Array.from(Buffer.from(character), (byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");
  return [full, full.toUpperCase(), ...(character === " " ? ["+"] : [])];
}

function inJson(character: string): string[] {
  const codes = Array.from({ length: character.length }, (_, i) =>
    character.charCodeAt(i).toString(16).padStart(4, "0"),
  );
  const full = [codes, codes.map((code) => code.toUpperCase())].map((each) =>
    each.map((code) => `\\u${code}`).join(""),
  );
  const short = JSON.stringify(character).slice(1, -1);
  const once = [...full, ...(short === character ? [] : [short])];
  const twice = once.map((way) => JSON.stringify(way).slice(1, -1));
  return [...once, ...twice, ...(character === "/" ? ["\\\\/"] : [])];
}

/** What does not count (skipSilent) may be missing: control characters are, blanks are where a line begins with them. */
function asItIs(character: string): string[] {
  if (character < " ") return [""];
  return character === " " ? [" ", ""] : [character];
}

function remember(known: Map<string, Unit>, character: string, make: () => Unit): Unit {
  const unit = known.get(character) ?? make();
  known.set(character, unit);
  return unit;
}
