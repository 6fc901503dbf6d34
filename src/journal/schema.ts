/**
 * One row a run from the moment it is wanted until its report has been pushed and is old; one a task; one a revision
 * event. `published`: 0 not yet a commit, 1 committed, 2 pushed (or nowhere to push to); -1 held, to become a commit with
 * others. The version stands in user_version; a newer one than ours is refused, never guessed at.
 */
export const schemaVersion = 1;

export const schema = `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE tasks (task TEXT PRIMARY KEY, memory TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE runs (
    id TEXT PRIMARY KEY,
    task TEXT NOT NULL,
    seq INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'active', 'ended')),
    wanted TEXT,
    definition TEXT,
    progress TEXT,
    record TEXT,
    status TEXT,
    ended_at INTEGER,
    published INTEGER NOT NULL DEFAULT 0
  ) WITHOUT ROWID;
  CREATE INDEX runs_open ON runs (state) WHERE state <> 'ended';
  CREATE INDEX runs_unpushed ON runs (published, seq) WHERE state = 'ended' AND published < 2;
  CREATE INDEX runs_by_task ON runs (task, seq);
  CREATE INDEX runs_by_seq ON runs (seq);
  CREATE TABLE revisions (
    id TEXT PRIMARY KEY,
    sha TEXT NOT NULL,
    seq INTEGER NOT NULL,
    event TEXT NOT NULL,
    published INTEGER NOT NULL DEFAULT 0
  ) WITHOUT ROWID;
  CREATE INDEX revisions_by_seq ON revisions (seq);
  CREATE INDEX revisions_by_sha ON revisions (sha, seq);
  CREATE INDEX revisions_unpushed ON revisions (published, seq) WHERE published < 2;
`;

/** What came later, and a runner that does not know of it can do without. Made in whatever journal lacks it. */
export const additions = `
  CREATE TABLE IF NOT EXISTS logs (
    id TEXT PRIMARY KEY,
    task TEXT NOT NULL,
    ended_at INTEGER NOT NULL,
    bytes INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS logs_by_task ON logs (task, ended_at);
  CREATE INDEX IF NOT EXISTS logs_by_end ON logs (ended_at);
  CREATE INDEX IF NOT EXISTS runs_held ON runs (task, seq) WHERE published = -1;
`;
