import type { FSWatcher } from "node:fs";
import { readFileSync, watch } from "node:fs";
import { basename, dirname } from "node:path";
import type { Log } from "../log.ts";
import type { Login, UtmpWords } from "./parse-utmp.ts";
import { parseUtmp, utmpWordsOf } from "./parse-utmp.ts";

/** Where glibc and systemd have it. */
export const systemUtmp = "/var/run/utmp";

export interface LoginWatch {
  /** Looks now; beside that it looks whenever the file changes. */
  look(): void;
  stop(): void;
}

/**
 * Tells of each login from now on. Who is logged in already is no news. A host without utmp(5) (containers, musl, a
 * systemd that has given it up) has none to tell; should the file come into being, all that it holds is news.
 */
export function watchLogins(of: {
  path: string;
  tell: (login: Login) => void;
  log: Log;
  words?: UtmpWords;
}): LoginWatch {
  const { path, tell, log, words = utmpWordsOf(process.arch) } = of;
  let seen: ReadonlySet<string> | undefined;
  let watcher: FSWatcher | undefined;
  let isMissing = false;
  let stopped = false;

  function look(): void {
    if (stopped) return;
    watcher ??= watchFolder();
    const logins = read();
    for (const login of seen ? logins.filter(({ id }) => !seen?.has(id)) : []) tell(login);
    // Whoever has left will not come back under the same id.
    if (!isMissing || !seen) seen = new Set(logins.map(({ id }) => id));
  }

  function read(): readonly Login[] {
    try {
      const logins = parseUtmp(readFileSync(path), words);
      isMissing = false;
      return logins;
    } catch (error) {
      if (!isMissing) log.debug({ path }, `logins cannot be seen here: ${(error as Error).message}`);
      isMissing = true;
      return [];
    }
  }

  /** The folder: the file itself may be replaced, or not be there yet. Where that cannot be watched there are the looks. */
  function watchFolder(): FSWatcher | undefined {
    try {
      const made = watch(dirname(path), { persistent: false }, (_, name) => {
        if (name === null || name === basename(path)) look();
      });
      made.on("error", () => {
        made.close();
        if (watcher === made) watcher = undefined;
      });
      return made;
    } catch {
      return undefined;
    }
  }

  look();
  return {
    look,
    stop: () => {
      stopped = true;
      watcher?.close();
    },
  };
}
