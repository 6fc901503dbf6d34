/**
 * Whether a path is one that the definition stage reads: runner.toml, task files under tasks.d/, calendars right in
 * calendars/, and the actions of actions/ (SPEC, The task repository).
 */
export function definesTasks(path: string): boolean {
  if (path === "runner.toml") return true;
  if (!isTaskFile(path)) return false;
  return (
    isAmongTasks(path) || /^calendars\/[^/_.][^/]*$/.test(path) || /^actions\/[^/_.][^/]*\/action\.toml$/.test(path)
  );
}

/** Whether a path is below tasks.d/ and not ignored: what starts with "_" or "." is, folders with everything in them. */
export function isAmongTasks(path: string): boolean {
  return path.startsWith("tasks.d/") && !/\/[_.]/.test(path);
}

/** Whether the name is that of a task file (or of a calendar), wherever it is. */
export function isTaskFile(path: string): boolean {
  return /\.(toml|ya?ml)$/.test(path);
}

/**
 * As much of a file as is read: one byte more than a task file may have (1 MiB), so that a longer one is seen to be too
 * long and costs no more memory than that.
 */
export const readLimit = 1024 * 1024 + 1;
