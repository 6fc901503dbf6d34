import type { Json } from "../model/json.ts";
import type { Table } from "./read-table.ts";
import { isTable } from "../model/json.ts";

/** Lists of what happened: each piece adds to them. */
const lists = ["changes", "artifacts"];
const tables = ["metrics", "data"];

/** In order: a later value takes the place of an earlier one, but for what grows. */
export function mergeTables(pieces: readonly Table[]): Table {
  const merged = new Map<string, Json>();
  for (const piece of pieces)
    for (const [name, value] of Object.entries(piece)) merged.set(name, join(name, merged.get(name), value));
  return Object.fromEntries(merged);
}

function join(name: string, before: Json | undefined, value: Json): Json {
  if (lists.includes(name) && Array.isArray(before) && Array.isArray(value)) return [...(before as Json[]), ...value];
  if (tables.includes(name) && isTable(before) && isTable(value)) return { ...before, ...value };
  return value;
}
