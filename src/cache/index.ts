// takes       the task files of one tree that holds together, as understood
// gives       them back, one by one or all, and which tasks have to do with which, without reading a file again
// fails with  nothing: a cache that cannot be read or written is one that knows nothing
// guarantees  safe to delete at any time; good for one version of the program; many may read while one writes
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import type { KnownTasks, Outline, UnderstoodFile } from "../model/understood.ts";
import { findVersion } from "./find-version.ts";
import { keepOnce } from "./keep-once.ts";
import { openFile } from "./open-file.ts";
import type { KeptOnce, TaskJson } from "./task-json.ts";
import { taskFromJson, taskToJson } from "./task-json.ts";

/** What a cache is about. */
export interface CachedTree {
  /** Git's name of the tree. */
  readonly tree: string;
  /** What its files were understood by: settings and calendars. */
  readonly ground: string;
}

/** A task file of the tree. Without `understood` it has to be read each time. */
export interface CachedFile {
  readonly path: string;
  readonly object: string;
  readonly understood: UnderstoodFile | undefined;
}

/** What there is of it: `knows` tells about which tree. Values are of the moment; close it soon. */
export interface Cache extends KnownTasks {
  readonly knows: CachedTree | undefined;
  file(path: string): CachedFile | undefined;
  /** All that are understood, in no order. */
  files(): Iterable<CachedFile>;
  /** Of all files that are understood: path → git's name of the contents. */
  objects(): ReadonlyMap<string, string>;
  paths(): readonly string[];
  /** Paths of files that have to be read each time. */
  unsettled(): readonly string[];
  /** Files among the tasks that are none by their names. */
  strays(): readonly string[];
  /** Paths of the files that looked for one of these in the repository. */
  askedFor(path: string): readonly string[];
  /** Paths of files with a task that holds the lock. */
  holdersOf(lock: string): readonly string[];
  /** Forgets everything, and knows this tree from now on. */
  replace(about: CachedTree, files: Iterable<CachedFile>, strays: readonly string[]): void;
  /** Goes on to another tree that differs in these files; those without an object are gone. */
  move(about: CachedTree, files: readonly (CachedFile | { readonly path: string })[], strays: readonly string[]): void;
  close(): void;
}

/** The cache in a file, if there is one; with `make` in any case, if it can be had at all. */
export function openCache(path: string, { make }: { make: boolean }): Cache | undefined {
  if (!make && !existsSync(path)) return undefined;
  try {
    return openWhole(path);
  } catch {
    // Damaged, of another version of SQLite, on a full disk: it is a cache, and goes.
    dropCache(path);
    try {
      return make ? openWhole(path) : undefined;
    } catch {
      return undefined;
    }
  }
}

/** Whether it is the cache that has failed, and nothing else. */
export function isBroken(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERR_SQLITE_ERROR";
}

export function dropCache(path: string): void {
  try {
    for (const suffix of ["", "-wal", "-shm"]) rmSync(`${path}${suffix}`, { force: true });
  } catch {
    // It is found damaged again the next time, which costs time and nothing else.
  }
}

function openWhole(path: string): Cache {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const database = openFile(path, findVersion());
  try {
    return makeCache(database);
  } catch (error) {
    database.close();
    throw error;
  }
}

type Row = Readonly<Record<string, unknown>>;

function makeCache(database: DatabaseSync): Cache {
  const statements = new Map<string, StatementSync>();
  const prepare = (sql: string): StatementSync => {
    const prepared = statements.get(sql) ?? database.prepare(sql);
    statements.set(sql, prepared);
    return prepared;
  };
  const list = (sql: string, ...values: SQLInputValue[]): string[] =>
    (prepare(sql).all(...values) as { found: string }[]).map(({ found }) => found);
  const first = (sql: string, ...values: SQLInputValue[]): Row | undefined => prepare(sql).get(...values);
  const readKnown = (): string | undefined =>
    first("SELECT value FROM meta WHERE key = 'knows'")?.["value"] as string | undefined;
  const keptOnce = keepOnce(prepare);
  // All that is read until something is written is of one moment.
  database.exec("BEGIN");
  let text = readKnown();

  const write = (about: CachedTree, change: () => void): void => {
    database.exec("COMMIT");
    keptOnce.forget();
    try {
      database.exec("BEGIN IMMEDIATE");
      // Somebody else has gone on meanwhile: what is to change is not there any more.
      if (readKnown() !== text) return database.exec("ROLLBACK; BEGIN");
      change();
      prepare("INSERT OR REPLACE INTO meta VALUES ('knows', ?)").run(JSON.stringify(about));
      database.exec("COMMIT; BEGIN");
      text = readKnown();
    } catch {
      // A full disk, another writer that takes long: it stays what it was.
      if (database.isTransaction) database.exec("ROLLBACK");
      keptOnce.forget();
      database.exec("BEGIN");
    }
  };
  const add = ({ path, object, understood }: CachedFile): void => {
    prepare("INSERT INTO file VALUES (?, ?, ?)").run(path, object, understood ? encode(understood, keptOnce) : null);
    if (!understood) return;
    for (const [asked] of understood.asked) prepare("INSERT OR IGNORE INTO asked VALUES (?, ?)").run(asked, path);
    for (const { locks } of understood.tasks)
      for (const lock of locks) prepare("INSERT OR IGNORE INTO lock VALUES (?, ?)").run(lock, path);
    for (const { id, needs, after, hasTrigger, requiresParams } of understood.outlines) {
      prepare("INSERT INTO task VALUES (?, ?, ?, ?)").run(id, path, hasTrigger ? 1 : 0, requiresParams ? 1 : 0);
      for (const to of needs) prepare("INSERT OR IGNORE INTO edge VALUES ('needs', ?, ?, ?)").run(id, to, path);
      for (const to of after) prepare("INSERT OR IGNORE INTO edge VALUES ('after', ?, ?, ?)").run(id, to, path);
    }
  };
  const setStrays = (paths: readonly string[]): void => {
    prepare("DELETE FROM stray").run();
    for (const path of paths) prepare("INSERT OR IGNORE INTO stray VALUES (?)").run(path);
  };

  return {
    get knows() {
      return text === undefined ? undefined : (JSON.parse(text) as CachedTree);
    },
    fileOf: (id) => first("SELECT path AS found FROM task WHERE id = ?", id)?.["found"] as string | undefined,
    outlineOf(id): Outline | undefined {
      const task = first("SELECT has_trigger, requires_params FROM task WHERE id = ?", id);
      const edges = (kind: string): string[] =>
        list("SELECT to_id AS found FROM edge WHERE kind = ? AND from_id = ?", kind, id);
      const of = { id, needs: edges("needs"), after: edges("after") };
      return task && { ...of, hasTrigger: task["has_trigger"] === 1, requiresParams: task["requires_params"] === 1 };
    },
    idsIn: (path) => list("SELECT id AS found FROM task WHERE path = ?", path),
    neededBy: (id) => list("SELECT from_id AS found FROM edge WHERE kind = 'needs' AND to_id = ?", id),
    followedBy: (id) => list("SELECT from_id AS found FROM edge WHERE kind = 'after' AND to_id = ?", id),
    file: (path) => toFile(keptOnce, first("SELECT * FROM file WHERE path = ?", path)),
    *files() {
      for (const row of prepare("SELECT * FROM file WHERE understood IS NOT NULL").iterate())
        yield toFile(keptOnce, row)!;
    },
    objects: () => {
      const rows = prepare("SELECT path, object FROM file WHERE understood IS NOT NULL").all();
      return new Map((rows as unknown as CachedFile[]).map(({ path, object }) => [path, object]));
    },
    paths: () => list("SELECT path AS found FROM file"),
    unsettled: () => list("SELECT path AS found FROM file WHERE understood IS NULL"),
    strays: () => list("SELECT path AS found FROM stray"),
    askedFor: (path) => list("SELECT path AS found FROM asked WHERE asked = ?", path),
    holdersOf: (lock) => list("SELECT path AS found FROM lock WHERE lock = ?", lock),
    replace: (about, files, strays) =>
      write(about, () => {
        for (const table of ["file", "task", "edge", "asked", "lock", "value"]) database.exec(`DELETE FROM ${table}`);
        for (const file of files) add(file);
        setStrays(strays);
      }),
    move: (about, files, strays) =>
      write(about, () => {
        for (const { path } of files)
          for (const table of ["file", "task", "edge", "asked", "lock"])
            prepare(`DELETE FROM ${table} WHERE path = ?`).run(path);
        for (const file of files) if ("object" in file) add(file);
        setStrays(strays);
      }),
    close: () => database.close(),
  };
}

function encode({ tasks, outlines, asked }: UnderstoodFile, keptOnce: KeptOnce): string {
  return JSON.stringify({ tasks: tasks.map((task) => taskToJson(task, keptOnce)), outlines, asked: [...asked] });
}

function toFile(keptOnce: KeptOnce, row: Row | undefined): CachedFile | undefined {
  if (!row) return undefined;
  const { path, object, understood } = row as { path: string; object: string; understood: string | null };
  if (understood === null) return { path, object, understood: undefined };
  const { tasks, outlines, asked } = JSON.parse(understood) as Encoded;
  return {
    path,
    object,
    understood: {
      path,
      object,
      tasks: tasks.map((task) => taskFromJson(task, keptOnce)),
      outlines,
      asked: new Map(asked),
    },
  };
}

interface Encoded {
  readonly tasks: readonly TaskJson[];
  readonly outlines: readonly Outline[];
  readonly asked: readonly [string, string][];
}
