import type { Stats } from "node:fs";
import { stat } from "node:fs/promises";
import { posix } from "node:path";
import type { FSWatcher } from "chokidar";
import { watch } from "chokidar";
import type { Patience } from "../../facts/may-hang.ts";
import { mayHang } from "../../facts/may-hang.ts";
import type { Instant } from "../../model/instant.ts";
import type { Log } from "../log.ts";
import { explainWatchTrouble } from "./explain-watch-trouble.ts";
import { globReach } from "./glob-reach.ts";

export interface FileWatch {
  /**
   * Watches for these patterns from now on, and for no others. What is there already is no news. Whether there are any that
   * it did not watch for before.
   */
  follow(globs: Iterable<string>): boolean;
  /** Resolves when all that is followed is being watched. */
  ready(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Tells that something changed which a pattern matches, once it has been quiet for `quietMs`: a burst is one change, and
 * its last path is told. What is written to without a pause is never quiet.
 */
export function watchFiles(of: {
  tell: (changed: { glob: string; path: string }) => void;
  now: () => Instant;
  log: Log;
  quietMs?: number;
}): FileWatch {
  const { tell, now, log, quietMs = 1000 } = of;
  const followed = new Map<string, GlobWatch>();

  return {
    follow: (globs) => {
      const wanted = new Set(globs);
      for (const [glob, { close }] of followed) {
        if (wanted.has(glob)) continue;
        followed.delete(glob);
        void close();
      }
      const news = [...wanted].filter((glob) => !followed.has(glob));
      for (const glob of news) followed.set(glob, watchGlob({ glob, quietMs, now, log, tell }));
      return news.length > 0;
    },
    ready: async () => {
      await Promise.all([...followed.values()].map(({ ready }) => ready));
    },
    stop: async () => {
      const closing = [...followed.values()].map(({ close }) => close());
      followed.clear();
      await Promise.all(closing);
    },
  };
}

interface GlobWatch {
  readonly ready: Promise<void>;
  close(): Promise<void>;
}

function watchGlob(of: {
  glob: string;
  quietMs: number;
  now: () => Instant;
  log: Log;
  tell: (changed: { glob: string; path: string }) => void;
}): GlobWatch {
  const { glob, quietMs, now, log, tell } = of;
  const { folder, mayHold } = globReach(glob);
  const matches = (path: string): boolean => posix.matchesGlob(path, glob);
  let timer: NodeJS.Timeout | undefined;
  let isTroubled = false;
  const closing = new AbortController();
  const begun = begin();

  async function begin(): Promise<FSWatcher | undefined> {
    try {
      await untilItAnswers(folder, { signal: closing.signal, now });
    } catch (error) {
      if (!closing.signal.aborted) warn(error as Error);
      return undefined;
    }
    const watcher = watch(folder, {
      ignoreInitial: true,
      // It would hold back names that look like an editor's, and a removal that a new file may follow.
      atomic: false,
      // A watch is spent on whatever is not ignored. This is the depth, too: chokidar counts its own from a folder further up
      // as long as this one is not there. Asked without stats first, when it is not known what it is.
      ignored: (path: string, stats?: Stats) =>
        stats !== undefined &&
        !matches(path) &&
        !(stats.isDirectory() || stats.isSymbolicLink() ? mayHold(path) : false),
    });
    watcher.on("all", (_, path) => {
      if (!matches(path)) return;
      clearTimeout(timer);
      timer = setTimeout(() => tell({ glob, path }), quietMs);
    });
    watcher.on("error", (error) => warn(error as Error));
    return watcher;
  }

  function warn(error: NodeJS.ErrnoException): void {
    if (isTroubled) return;
    isTroubled = true;
    const { what, hint } = explainWatchTrouble(error);
    log.warn({ glob, hint }, `changes of ${glob} may go unnoticed: ${what}`);
  }

  return {
    ready: begun.then((watcher) => watcher && new Promise((resolve) => watcher.once("ready", resolve))),
    close: async () => {
      closing.abort();
      const watcher = await begun;
      clearTimeout(timer);
      await watcher?.close();
    },
  };
}

/**
 * On a dead mount chokidar would take a thread of Node's pool for each pattern, for good: it begins when that is back. What
 * the system says of the folder does not matter here, only that it answers.
 */
async function untilItAnswers(folder: string, patience: Patience): Promise<void> {
  await mayHang(`look into ${folder}`, patience, () => stat(folder).catch(() => undefined));
}
