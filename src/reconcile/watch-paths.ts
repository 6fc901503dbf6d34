import { watch } from "chokidar";

/**
 * Calls `nudge` when one of these files or folders changes. A nudge is a hint, never a fact: whoever gets it looks at
 * git. Editors and git replace files, so remove, add and change all count; a file that is not there yet is waited for.
 */
export function watchPaths(paths: readonly string[], nudge: () => void): { close: () => Promise<void> } {
  const watcher = watch([...paths], { ignoreInitial: true, persistent: true });
  watcher.on("all", nudge);
  // Without inotify watches left there is still the poll.
  watcher.on("error", () => undefined);
  return watcher;
}
