import { DatabaseSync } from "node:sqlite";
import { laterIndexes, schema, schemaVersion } from "./schema.ts";

/**
 * Opens the journal's file, making it if it is not there. WAL, so that verbs may read beside the runner;
 * synchronous=FULL, so that what a transaction said is on disk when it returns.
 * Throws with a sentence to act on if the file is damaged or newer than this program.
 */
export function openDatabase(path: string, options: { readOnly: boolean }): DatabaseSync {
  const database = new DatabaseSync(path, { readOnly: options.readOnly, timeout: 5000 });
  if (!options.readOnly)
    database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;");
  const { user_version: version } = database.prepare("PRAGMA user_version").get() as { user_version: number };
  if (version > schemaVersion) {
    database.close();
    throw new Error(
      `${path} was written by a newer runner (version ${version}, this one knows ${schemaVersion}). Use that runner, or move the file away to start afresh.`,
    );
  }
  if (version === 0 && !options.readOnly) {
    database.exec(`BEGIN IMMEDIATE; ${schema} PRAGMA user_version = ${schemaVersion}; COMMIT;`);
  }
  if (!options.readOnly) database.exec(laterIndexes);
  return database;
}
