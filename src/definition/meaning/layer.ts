import type { Span } from "../../diagnostics/span.ts";
import type { Json } from "../../model/json.ts";
import type { Document, Pointer, Table } from "../read/document.ts";
import { isTable } from "../../model/json.ts";

/** Some keys of a document: a task's own, or defaults that it falls back on. */
export interface Layer {
  readonly document: Document;
  readonly pointer: Pointer;
  readonly value: Table;
  /** Keys whose shape is wrong: told already, and not to be used. `schedule/2`, `needs/0`: that item alone. */
  readonly unsound: ReadonlySet<string>;
}

/** Several layers as one table that still knows where each value is written. */
export interface Merged {
  readonly value: Table;
  readonly locate: (pointer: Pointer, part: "key" | "value") => Span;
  /** Whether a key, or an item such as `needs/0`, is given but cannot be used. */
  readonly isUnsound: (key: string) => boolean;
}

/**
 * Values of a task in which each form is a whole of its own: `{ daily = … }` merged with `{ cron = … }` would be no
 * schedule. Settings have tables alone.
 */
export const indivisibleOfTask: ReadonlySet<string> = new Set([
  "schedule",
  "on",
  "window",
  "blackout",
  "when",
  "run",
  "check",
  "rollback",
]);

const noKeys: ReadonlySet<string> = new Set();

/** Merges layers, the first one wins: tables key by key, lists and all else as a whole. At least one layer. */
export function mergeLayers(layers: readonly Layer[], indivisible: ReadonlySet<string> = noKeys): Merged {
  return {
    value: mergeValues(layers, indivisible),
    locate(pointer, part) {
      const layer = layers.find((candidate) => hasPointer(candidate.value, pointer)) ?? layers[0]!;
      return layer.document.locate([...layer.pointer, ...pointer], part);
    },
    isUnsound: (key) => layers.some((layer) => layer.unsound.has(key)),
  };
}

function mergeValues(layers: readonly Layer[], indivisible: ReadonlySet<string>): Table {
  if (layers.length === 1 && layers[0]!.unsound.size === 0) return layers[0]!.value;
  const value: Record<string, Json> = {};
  for (const layer of layers.toReversed()) {
    for (const key of Object.keys(layer.value)) {
      if (layer.unsound.has(key)) continue;
      value[key] = indivisible.has(key) ? layer.value[key]! : merge(layer.value[key]!, value[key]);
    }
  }
  return value;
}

function merge(value: Json, base: Json | undefined): Json {
  if (!isTable(value) || !isTable(base)) return value;
  const merged: Record<string, Json> = { ...base };
  for (const key of Object.keys(value)) merged[key] = merge(value[key]!, base[key]);
  return merged;
}

function hasPointer(value: Json | undefined, pointer: Pointer): boolean {
  let at: Json | undefined = value;
  for (const step of pointer) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, step)) return false;
    at = (at as { readonly [key: string | number]: Json })[step];
  }
  return true;
}
