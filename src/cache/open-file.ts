import { DatabaseSync } from "node:sqlite";

/**
 * Opens the file, making it if it is not there. What another version of the program has put in it is thrown away.
 * synchronous=OFF: whatever a power cut leaves of it, it is checked by SQLite or made anew. Throws where SQLite does.
 */
export function openFile(path: string, version: string): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: 2000 });
  try {
    database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA cache_size = -16000;");
    if (readVersion(database) !== version) {
      database.exec(`BEGIN IMMEDIATE; ${schema}`);
      database.prepare("INSERT INTO meta VALUES ('version', ?)").run(version);
      database.exec("COMMIT");
    }
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function readVersion(database: DatabaseSync): string | undefined {
  const found = database.prepare("SELECT name FROM sqlite_master WHERE name = 'meta'").get();
  if (!found) return undefined;
  return database.prepare("SELECT value FROM meta WHERE key = 'version'").get()?.["value"] as string | undefined;
}

/** `path` is everywhere the file that says so: what it says goes with it. */
const schema = `
  DROP TABLE IF EXISTS meta; DROP TABLE IF EXISTS file; DROP TABLE IF EXISTS task; DROP TABLE IF EXISTS edge;
  DROP TABLE IF EXISTS asked; DROP TABLE IF EXISTS lock; DROP TABLE IF EXISTS stray; DROP TABLE IF EXISTS value;
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE file (path TEXT PRIMARY KEY, object TEXT NOT NULL, understood TEXT);
  CREATE INDEX file_unsettled ON file (path) WHERE understood IS NULL;
  CREATE TABLE task (id TEXT PRIMARY KEY, path TEXT NOT NULL, has_trigger INTEGER NOT NULL, requires_params INTEGER NOT NULL) WITHOUT ROWID;
  CREATE INDEX task_by_path ON task (path);
  CREATE TABLE edge (kind TEXT, from_id TEXT, to_id TEXT, path TEXT, PRIMARY KEY (kind, from_id, to_id)) WITHOUT ROWID;
  CREATE INDEX edge_by_end ON edge (kind, to_id);
  CREATE INDEX edge_by_path ON edge (path);
  CREATE TABLE asked (asked TEXT, path TEXT, PRIMARY KEY (asked, path)) WITHOUT ROWID;
  CREATE INDEX asked_by_path ON asked (path);
  CREATE TABLE lock (lock TEXT, path TEXT, PRIMARY KEY (lock, path)) WITHOUT ROWID;
  CREATE INDEX lock_by_path ON lock (path);
  CREATE TABLE value (number INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
  CREATE TABLE stray (path TEXT PRIMARY KEY) WITHOUT ROWID;
`;
