import type * as Yaml from "yaml";
import type { Node, Pair } from "yaml";
import type { Place, Range } from "./place.ts";
import { makePlace } from "./place.ts";

/**
 * The places of everything in a document that convertYaml took. What is below an alias is where its anchor is; the
 * alias itself is where it stands.
 */
export function findYamlPlaces(contents: Node | null, yaml: typeof Yaml): Place {
  const anchors = new Map<string, Place>();
  return contents === null ? makePlace([0, 0]) : visit(contents);

  function visit(node: Node, key?: Range): Place {
    if (yaml.isAlias(node)) {
      const target = anchors.get(node.source);
      return { ...makePlace(rangeOf(node), key), ...(target && { children: target.children }) };
    }
    const place = makePlace(rangeOf(node), key);
    if (yaml.isMap(node)) for (const pair of node.items as Pair<Node, Node | null>[]) visitPair(place, pair);
    if (yaml.isSeq(node)) (node.items as Node[]).forEach((item, i) => place.children.set(i, visit(item)));
    const { anchor } = node as { anchor?: string };
    if (anchor !== undefined) anchors.set(anchor, place);
    return place;
  }

  function visitPair(place: Place, { key, value }: Pair<Node, Node | null>): void {
    if (!yaml.isScalar(key) || typeof key.value !== "string" || place.children.has(key.value)) return;
    const [start, end] = rangeOf(key);
    place.children.set(key.value, value === null ? makePlace([end, end], [start, end]) : visit(value, [start, end]));
  }
}

function rangeOf(node: Node): Range {
  return node.range ? [node.range[0], node.range[1]] : [0, 0];
}
