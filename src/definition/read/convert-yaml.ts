import type { Alias, Document as YamlDocument, Node, Pair, Scalar, YAMLMap, YAMLSeq } from "yaml";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { nulByte } from "../../diagnostics/reading-codes.ts";
import type { SourceText, Span } from "../../diagnostics/span.ts";
import {
  duplicateKey,
  reservedKey,
  tooComplex,
  tooManyKeys,
  unsafeInteger,
  yamlAlias,
  yamlKey,
  yamlMergeKey,
  yamlTag,
} from "../../diagnostics/syntax-codes.ts";
import type { Json } from "../../model/json.ts";
import { limits, reservedKeys } from "./limits.ts";
import type { Place } from "./place.ts";
import { makePlace } from "./place.ts";

/** What a node became, with how much it holds: an alias adds as much again, without a copy being made. */
interface Converted {
  readonly value: Json;
  readonly place: Place;
  readonly keys: number;
  readonly values: number;
}

const knownTags = new Set(
  ["str", "int", "float", "bool", "null", "map", "seq"].map((name) => `tag:yaml.org,2002:${name}`),
);

/** Plain values of a parsed document and their places. Value undefined: given up, and the diagnostics say why. */
export function convertYaml(
  source: SourceText,
  parsed: YamlDocument.Parsed,
  yaml: typeof import("yaml"),
): { value: Json | undefined; findPlaces: () => Place; diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const anchors = new Map<string, Converted | "open">();
  const total = { keys: 0, values: 0, aliases: 0 };
  if (parsed.contents === null) return { value: null, findPlaces: () => makePlace([0, 0]), diagnostics };
  const root = convert(parsed.contents, 0);
  return { value: root?.value, findPlaces: () => root?.place ?? makePlace([0, 0]), diagnostics };

  /** Undefined: something within was so wrong that the whole is given up. */
  function convert(node: Node, depth: number): Converted | undefined {
    if (depth > limits.depth) return giveUp(tooComplex(spanOf(node), `nests more than ${limits.depth} deep`));
    if (yaml.isAlias(node)) return follow(node);
    if (node.tag !== undefined && !knownTags.has(node.tag))
      diagnostics.push(yamlTag(tagSpan(node), shortTag(node.tag)));
    const anchor = (node as Scalar | YAMLMap | YAMLSeq).anchor;
    if (anchor !== undefined) anchors.set(anchor, "open");
    const converted = yaml.isMap(node)
      ? convertMap(node, depth)
      : yaml.isSeq(node)
        ? convertSeq(node, depth)
        : convertScalar(node as Scalar);
    if (anchor !== undefined && converted !== undefined) anchors.set(anchor, converted);
    return converted;
  }

  function convertMap(map: YAMLMap, depth: number): Converted | undefined {
    const value: Record<string, Json> = {};
    const place = makePlace(rangeOf(map));
    const size = { keys: 0, values: 1 };
    for (const pair of map.items as Pair<Node, Node | null>[]) {
      const key = readKey(pair.key, place);
      if (!count({ keys: 1, values: 0 })) return giveUp(tooManyKeys(spanOf(pair.key)));
      const item = pair.value === null ? emptyAfter(pair.key) : convert(pair.value, depth + 1);
      if (item === undefined) return undefined;
      size.keys += 1 + item.keys;
      size.values += item.values;
      if (key === undefined) continue;
      value[key] = item.value;
      place.children.set(key, { ...item.place, key: rangeOf(pair.key) });
    }
    return { value, place, ...size };
  }

  function convertSeq(seq: YAMLSeq, depth: number): Converted | undefined {
    const value: Json[] = [];
    const place = makePlace(rangeOf(seq));
    const size = { keys: 0, values: 1 };
    for (const node of seq.items as Node[]) {
      const item = convert(node, depth + 1);
      if (item === undefined) return undefined;
      size.keys += item.keys;
      size.values += item.values;
      place.children.set(value.length, item.place);
      value.push(item.value);
    }
    return { value, place, ...size };
  }

  function convertScalar(scalar: Scalar): Converted | undefined {
    const { value } = scalar;
    if (!count({ keys: 0, values: 1 }))
      return giveUp(tooComplex(spanOf(scalar), `holds more than ${limits.values} values`));
    if (typeof value === "bigint" || (Number.isInteger(value) && !Number.isSafeInteger(value))) {
      diagnostics.push(unsafeInteger(spanOf(scalar), scalar.source ?? String(value)));
    }
    if (typeof value === "string" && value.includes("\0")) diagnostics.push(nulByte(spanOf(scalar)));
    return { value: value as Json, place: makePlace(rangeOf(scalar)), keys: 0, values: 1 };
  }

  function follow(alias: Alias): Converted | undefined {
    total.aliases += 1;
    if (total.aliases > limits.aliases) {
      return giveUp(yamlAlias(spanOf(alias), `This file has more than ${limits.aliases} aliases.`));
    }
    const target = anchors.get(alias.source);
    if (target === undefined) return giveUp(yamlAlias(spanOf(alias), `Nothing above is called &${alias.source}.`));
    if (target === "open") return giveUp(yamlAlias(spanOf(alias), `*${alias.source} stands within what it names.`));
    if (!count(target))
      return giveUp(yamlAlias(spanOf(alias), "With its aliases written out this file would be too large."));
    // Places within the anchored value stay where they are written; the value as a whole is here.
    return { ...target, place: { ...target.place, value: rangeOf(alias) } };
  }

  function readKey(key: Node, place: Place): string | undefined {
    const value: unknown = yaml.isScalar(key) ? key.value : undefined;
    if (typeof value !== "string") {
      diagnostics.push(yamlKey(spanOf(key), describeKey(key, yaml)));
      return undefined;
    }
    if (value === "<<" && (key as Scalar).type === "PLAIN") diagnostics.push(yamlMergeKey(spanOf(key)));
    else if (reservedKeys.has(value)) diagnostics.push(reservedKey(spanOf(key), value));
    else {
      const first = place.children.get(value)?.key;
      if (first === undefined) return value;
      diagnostics.push(duplicateKey(spanOf(key), value, { source, start: first[0], end: first[1] }));
    }
    return undefined;
  }

  /** Expanded sizes are added up: where each alias of ten names ten others, the sum explodes and nothing else does. */
  function count(size: { keys: number; values: number }): boolean {
    total.keys += size.keys;
    total.values += size.values;
    return total.keys <= limits.keys && total.values <= limits.values;
  }

  function giveUp(diagnostic: Diagnostic): undefined {
    diagnostics.push(diagnostic);
    return undefined;
  }

  /** The tag in front of a value, or the value. */
  function tagSpan(node: Node): Span {
    const [start] = rangeOf(node);
    const tag = /(!\S*)\s+(?:&\S+\s+)?$/.exec(source.text.slice(Math.max(0, start - 200), start));
    if (tag === null) return spanOf(node);
    return { source, start: start - tag[0].length, end: start - tag[0].length + tag[1]!.length };
  }

  function spanOf(node: Node): Span {
    const [start, end] = rangeOf(node);
    return { source, start, end };
  }
}

function rangeOf(node: Node): [number, number] {
  return node.range ? [node.range[0], node.range[1]] : [0, 0];
}

/** `? key` without a value. */
function emptyAfter(key: Node): Converted {
  const [, end] = rangeOf(key);
  return { value: null, place: makePlace([end, end]), keys: 0, values: 1 };
}

function shortTag(tag: string): string {
  return tag.startsWith("tag:yaml.org,2002:") ? `!!${tag.slice(18)}` : tag;
}

function describeKey(key: Node, yaml: typeof import("yaml")): string {
  if (yaml.isMap(key)) return "a table";
  if (yaml.isSeq(key)) return "a list";
  if (yaml.isAlias(key)) return "an alias";
  return yaml.isScalar(key) && key.source ? `\`${key.source}\`` : "nothing";
}
