import type * as Yaml from "yaml";
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
  yamlNoAlias,
  yamlKey,
  yamlMergeKey,
  yamlTag,
} from "../../diagnostics/syntax-codes.ts";
import type { Json } from "../../model/json.ts";
import type { Pointer } from "./document.ts";
import { limits, reservedKeys } from "./limits.ts";

/** What an anchor names, and how much it holds: an alias adds as much again, without a copy being made. */
interface Anchored {
  readonly value: Json;
  readonly keys: number;
  readonly values: number;
}

const knownTags = new Set(
  ["str", "int", "float", "bool", "null", "map", "seq"].map((name) => `tag:yaml.org,2002:${name}`),
);

/** Plain values of a parsed document. Value undefined: given up, and the diagnostics say why. */
export function convertYaml(
  source: SourceText,
  parsed: YamlDocument.Parsed,
  yaml: typeof Yaml,
): { value: Json | undefined; flawed: readonly Pointer[]; diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const anchors = new Map<string, Anchored | "open">();
  const flawed: Pointer[] = [];
  const pointer: (string | number)[] = [];
  const total = { keys: 0, values: 0, aliases: 0 };
  return { value: parsed.contents === null ? null : convert(parsed.contents, 0), flawed, diagnostics };

  /** Undefined: something within was so wrong that the whole is given up. */
  function convert(node: Node, depth: number): Json | undefined {
    if (depth > limits.depth) return giveUp(tooComplex(spanOf(node), `nests more than ${limits.depth} deep`));
    if (yaml.isAlias(node)) return follow(node);
    const { anchor, tag } = node as Scalar | YAMLMap | YAMLSeq;
    if (tag !== undefined && !knownTags.has(tag)) diagnostics.push(yamlTag(tagSpan(node), shortTag(tag)));
    if (anchor === undefined) return convertPlain(node, depth);
    anchors.set(anchor, "open");
    const { keys, values } = total;
    const value = convertPlain(node, depth);
    if (value !== undefined) anchors.set(anchor, { value, keys: total.keys - keys, values: total.values - values });
    return value;
  }

  function convertPlain(node: Node, depth: number): Json | undefined {
    if (!count(0, 1)) return giveUp(tooComplex(spanOf(node), `holds more than ${limits.values} values`));
    if (yaml.isMap(node)) return convertMap(node, depth);
    return yaml.isSeq(node) ? convertSeq(node, depth) : convertScalar(node as Scalar);
  }

  function convertMap(map: YAMLMap, depth: number): Json | undefined {
    const value: Record<string, Json> = {};
    for (const pair of map.items as Pair<Node, Node | null>[]) {
      const key = readKey(pair.key, value, map);
      if (!count(1, 0)) return giveUp(tooManyKeys(spanOf(pair.key)));
      pointer.push(key ?? "");
      const item = pair.value === null ? null : convert(pair.value, depth + 1);
      pointer.pop();
      if (item === undefined) return undefined;
      if (key !== undefined) value[key] = item;
    }
    return value;
  }

  function convertSeq(seq: YAMLSeq, depth: number): Json | undefined {
    const value: Json[] = [];
    for (const [i, node] of (seq.items as Node[]).entries()) {
      pointer.push(i);
      const item = convert(node, depth + 1);
      pointer.pop();
      if (item === undefined) return undefined;
      value.push(item);
    }
    return value;
  }

  function convertScalar(scalar: Scalar): Json {
    const { value } = scalar;
    if (typeof value === "bigint" || (Number.isInteger(value) && !Number.isSafeInteger(value))) {
      tell(unsafeInteger(spanOf(scalar), scalar.source ?? String(value)));
    }
    if (typeof value === "string" && value.includes("\0")) tell(nulByte(spanOf(scalar)));
    return value as Json;
  }

  function follow(alias: Alias): Json | undefined {
    total.aliases += 1;
    if (total.aliases > limits.aliases) {
      return giveUp(yamlAlias(spanOf(alias), `This file has more than ${limits.aliases} aliases.`));
    }
    const target = anchors.get(alias.source);
    if (target === undefined) return giveUp(yamlNoAlias(spanOf(alias), `Nothing above is called &${alias.source}.`));
    if (target === "open") return giveUp(yamlAlias(spanOf(alias), `*${alias.source} stands within what it names.`));
    if (count(target.keys, target.values)) return target.value;
    return giveUp(yamlAlias(spanOf(alias), "With its aliases written out this file would be too large."));
  }

  function readKey(key: Node, table: Readonly<Record<string, Json>>, map: YAMLMap): string | undefined {
    const value: unknown = yaml.isScalar(key) ? key.value : undefined;
    if (typeof value !== "string") diagnostics.push(yamlKey(spanOf(key), describeKey(key, yaml)));
    else if (value === "<<" && (key as Scalar).type === "PLAIN") diagnostics.push(yamlMergeKey(spanOf(key)));
    else if (reservedKeys.has(value)) diagnostics.push(reservedKey(spanOf(key), value));
    else if (!Object.hasOwn(table, value)) return value;
    else {
      const first = map.items.find((pair) => yaml.isScalar(pair.key) && pair.key.value === value);
      diagnostics.push(duplicateKey(spanOf(key), value, spanOf(first!.key as Node)));
    }
    return undefined;
  }

  /** Expanded sizes are added up: where each alias of ten names ten others, the sum explodes and nothing else does. */
  function count(keys: number, values: number): boolean {
    total.keys += keys;
    total.values += values;
    return total.keys <= limits.keys && total.values <= limits.values;
  }

  function tell(diagnostic: Diagnostic): void {
    diagnostics.push(diagnostic);
    flawed.push([...pointer]);
  }

  function giveUp(diagnostic: Diagnostic): undefined {
    diagnostics.push(diagnostic);
    return undefined;
  }

  /** The tag in front of a value, or the value. */
  function tagSpan(node: Node): Span {
    const span = spanOf(node);
    const tag = /(!\S*)\s+(?:&\S+\s+)?$/.exec(source.text.slice(Math.max(0, span.start - 200), span.start));
    if (tag === null) return span;
    const start = span.start - tag[0].length;
    return { source, start, end: start + tag[1]!.length };
  }

  function spanOf(node: Node): Span {
    return { source, start: node.range?.[0] ?? 0, end: node.range?.[1] ?? 0 };
  }
}

function shortTag(tag: string): string {
  return tag.startsWith("tag:yaml.org,2002:") ? `!!${tag.slice(18)}` : tag;
}

function describeKey(key: Node, yaml: typeof Yaml): string {
  if (yaml.isMap(key)) return "a table";
  if (yaml.isSeq(key)) return "a list";
  if (yaml.isAlias(key)) return "an alias";
  return yaml.isScalar(key) && key.source ? `\`${key.source}\`` : "nothing";
}
