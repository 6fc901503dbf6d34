import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { NewFile } from "./new-file.ts";

/**
 * The JSON Schemas, for editors: each task file names its own in its first line, by a path in the repository, so that
 * they complete and check without a network, and all who edit a repository have those of the same version.
 */
export function schemaFiles(packageRoot: string): readonly NewFile[] {
  return ["task.schema.json", "runner.schema.json", "calendar.schema.json", "action.schema.json"].map((name) => {
    return {
      path: `schemas/${name}`,
      text: readFileSync(join(packageRoot, "schemas", name), "utf8"),
      executable: false,
    };
  });
}

const hint = /^(#:schema |# yaml-language-server: \$schema=)\S*\/([a-z]+\.schema\.json)/;

/** A file whose first line names a schema elsewhere, with the way to the repository's own copy instead. */
export function pointAtSchemas(file: NewFile): NewFile {
  const up = "../".repeat(file.path.split("/").length - 1);
  return { ...file, text: file.text.replace(hint, `$1${up}schemas/$2`) };
}
