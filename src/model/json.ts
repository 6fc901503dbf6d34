/** What JSON can say. Objects that carry names chosen by users are null-prototype or read with Object.hasOwn. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

export type JsonTable = { readonly [key: string]: Json };

export function isTable(value: Json | undefined): value is JsonTable {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
