import type { WrittenTable } from "../forms/schedule-form.ts";

export function isTable(written: unknown): written is WrittenTable {
  return typeof written === "object" && written !== null && !Array.isArray(written);
}
