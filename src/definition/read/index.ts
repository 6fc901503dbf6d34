/**
 * takes       one file of a revision
 * gives       its values as plain JSON, and where each is written
 * fails with  diagnostics: unreadable, not text, not TOML or YAML, or beyond the bounds of limits.ts
 * guarantees  time linear in the size of the file, whatever is in it; no key that an object is born with
 */
import type { RevisionFile } from "../../model/files.ts";
import { decodeFile } from "./decode-file.ts";
import { parseToml } from "./parse-toml.ts";
import { parseYaml } from "./parse-yaml.ts";
import type { Reading } from "./reading.ts";

export function readDocument(file: RevisionFile): Reading {
  const { source, diagnostics } = decodeFile(file);
  if (source === undefined) return { document: undefined, diagnostics };
  const reading = file.path.endsWith(".toml") ? parseToml(source) : parseYaml(source);
  return { document: reading.document, diagnostics: [...diagnostics, ...reading.diagnostics] };
}
