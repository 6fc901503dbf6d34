import type { AST } from "toml-eslint-parser";
import type { SourceText } from "../../diagnostics/span.ts";
import { loadTomlPlaces } from "../load-package.ts";
import type { Place } from "./place.ts";
import { makePlace } from "./place.ts";

type Keys = AST.TOMLKey["keys"];

/** The places of everything in a text that is valid TOML. */
export function findTomlPlaces(source: SourceText): Place {
  const root = makePlace([0, source.text.length]);
  const program = parseForPlaces(source.text);
  for (const node of program?.body[0].body ?? []) {
    if (node.type === "TOMLKeyValue") addPair(root, node);
    else for (const pair of openTable(root, node)) addPair(...pair);
  }
  return root;
}

/**
 * The parser fails on two kinds of text that are fine here: strings so long that it runs out of stack, and dates that
 * do not exist, which are told as such. Then it gets the text without them.
 */
function parseForPlaces(text: string): AST.TOMLProgram | undefined {
  const { parseTOML } = loadTomlPlaces();
  // A lone 0 has no length for it at the very end of a text: so there is a line end.
  for (const variant of [() => `${text}\n`, () => `${hollow(text)}\n`]) {
    try {
      return parseTOML(variant(), { tomlVersion: "1.0" });
    } catch {
      // The next one; without any, places are the file's beginning.
    }
  }
  return undefined;
}

/** The same text, every offset in its place, with blanks for what is in long strings, long comments, dates and times. */
function hollow(text: string): string {
  const token =
    /#[^\n]*|("""|''')[\s\S]*?\1|"(?:\\.|[^"\\\n])*"|'[^'\n]*'|(?<=[=[,]\s*)\d[\d:.TtZz+-]*[:-][\d:.TtZz+-]*/g;
  return text.replace(token, (all: string) => {
    if (all.startsWith("#")) return "#".padEnd(all.length);
    if (/^\d/.test(all)) return `"${all.slice(2)}"`;
    // A trimmed line break stands for nothing, so that the string has no length.
    return all.length < 10_000 ? all : `"""${"\\\n".repeat((all.length - 6) / 2).padEnd(all.length - 6, "\n")}"""`;
  });
}

function* openTable(root: Place, table: AST.TOMLTable): Iterable<[Place, AST.TOMLKeyValue]> {
  const { keys } = table.key;
  const names = keys.map(nameOf);
  const parent = descend(root, keys.slice(0, -1));
  const last = keys.at(-1)!;
  const opened = makePlace(table.key.range, table.key.range, names);
  let place = parent.children.get(nameOf(last));
  if (table.kind === "array") {
    if (place === undefined) parent.children.set(nameOf(last), (place = makePlace(table.key.range, last.range)));
    place.children.set(place.children.size, opened);
    place = opened;
  } else {
    // A table may be mentioned before it is opened: `[a.b]`, then `[a]`.
    if (place !== undefined) for (const [name, child] of place.children) opened.children.set(name, child);
    parent.children.set(nameOf(last), (place = opened));
  }
  for (const pair of table.body) yield [place, pair];
}

function addPair(into: Place, pair: AST.TOMLKeyValue): void {
  const { keys } = pair.key;
  const last = keys.at(-1)!;
  descend(into, keys.slice(0, -1)).children.set(nameOf(last), placeOf(pair.value, last.range));
}

function placeOf(node: AST.TOMLContentNode, key?: readonly [number, number]): Place {
  const place = makePlace(node.range, key);
  if (node.type === "TOMLArray") node.elements.forEach((element, i) => place.children.set(i, placeOf(element)));
  if (node.type === "TOMLInlineTable") for (const pair of node.body) addPair(place, pair);
  return place;
}

/** Follows names, and into the last of a list of tables, as TOML's headers and dotted keys do. */
function descend(from: Place, keys: Keys): Place {
  let place = from;
  for (const key of keys) {
    let next = place.children.get(nameOf(key));
    if (next === undefined) place.children.set(nameOf(key), (next = makePlace(key.range, key.range)));
    place = next.children.get(next.children.size - 1) ?? next;
  }
  return place;
}

function nameOf(key: Keys[number]): string {
  return key.type === "TOMLBare" ? key.name : key.value;
}
