import { define } from "../../src/definition/index.ts";
import type { Catalog } from "../../src/model/catalog.ts";

export const now = Date.UTC(2026, 10, 20, 12);

/** What these files say, all of it valid; every script that is named is there. */
export function catalogOf(files: Readonly<Record<string, string>>): Catalog {
  const read = Object.entries(files).map(([path, text]) => ({ path, bytes: Buffer.from(text) }));
  const host = { name: "web-1", file: undefined, env: {} };
  const find = (path: string) => ({ path, kind: "executable" as const });
  const { catalog, diagnostics } = define({ files: { files: read, others: [], find }, now, host });
  if (!catalog) throw new Error(JSON.stringify(diagnostics));
  return catalog;
}
