import type { Json } from "../model/json.ts";
import { isTable } from "../model/json.ts";

export type Table = Readonly<Record<string, Json>>;

/** `hidden`: it holds a secret where masking leaves no JSON (in a number, across its braces). `success` is read all the same. */
export type ReadTable =
  | { readonly kind: "table"; readonly table: Table }
  | { readonly kind: "hidden"; readonly table: Table }
  | { readonly kind: "no-table" };

/**
 * An object of JSON, out of its masked text: a secret may be JSON itself, and would not be known by its parts any more.
 */
export function readTable(text: string, masked: string): ReadTable {
  const raw = parseTable(text);
  if (!raw) return { kind: "no-table" };
  if (masked === text) return { kind: "table", table: raw };
  const table = parseTable(masked);
  if (table) return { kind: "table", table };
  return { kind: "hidden", table: typeof raw["success"] === "boolean" ? { success: raw["success"] } : {} };
}

function parseTable(text: string): Table | undefined {
  try {
    const value = JSON.parse(text) as Json;
    return isTable(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
