import type { Json } from "../model/json.ts";

/** Deeper is no data for people, and more than what reads it can be relied on to bear. */
export const deepest = 32;

/**
 * A value with its texts and names masked once more, now that escapes are read, and without halves of characters.
 * Undefined: it is deeper than allowed, or holds a number that JSON cannot say.
 */
export function cleanValue(value: Json, mask: (text: string) => string, depth = 0): Json | undefined {
  if (typeof value === "string") return mask(value.toWellFormed());
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  if (typeof value !== "object" || value === null) return value;
  if (depth >= deepest) return undefined;
  const isList = Array.isArray(value);
  const inner = Object.entries(value).map(
    ([key, item]) => [mask(key.toWellFormed()), cleanValue(item as Json, mask, depth + 1)] as const,
  );
  if (inner.some(([, item]) => item === undefined)) return undefined;
  // Not by assignment: a name may be __proto__.
  return isList ? inner.map(([, item]) => item!) : (Object.fromEntries(inner) as Record<string, Json>);
}
