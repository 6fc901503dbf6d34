import { existsSync } from "node:fs";
import { dirname, posix } from "node:path";
import type { FSWatcher } from "chokidar";
import { watch } from "chokidar";
import type { Log } from "../log.ts";

export interface FileWatch {
  /** From now on these patterns, and no others. */
  follow(globs: readonly string[]): void;
  /** Resolves when all that is followed is watched. */
  ready(): Promise<void>;
  stop(): void;
}

/**
 * Tells when something that a pattern matches was made, changed, replaced or removed, once it has been quiet for
 * `quietMs`: a burst is one event, with the path that changed last. What is there at the start is no news.
 */
export function watchFiles(of: { tell: (glob: string, path: string) => void; log: Log; quietMs?: number }): FileWatch {
  const watches = new Map<string, GlobWatch>();
  return {
    follow(globs) {
      for (const [glob, one] of watches) {
        if (globs.includes(glob)) continue;
        one.stop();
        watches.delete(glob);
      }
      for (const glob of globs) if (!watches.has(glob)) watches.set(glob, watchGlob(glob, of));
    },
    ready: async () => void (await Promise.all([...watches.values()].map(({ ready }) => ready))),
    stop() {
      for (const one of watches.values()) one.stop();
      watches.clear();
    },
  };
}

interface GlobWatch {
  readonly ready: Promise<void>;
  readonly stop: () => void;
}

function watchGlob(glob: string, { tell, log, quietMs = 1000 }: Parameters<typeof watchFiles>[0]): GlobWatch {
  const base = fixedPart(glob);
  let timer: NodeJS.Timeout | undefined;
  let told = false;
  // From a folder above it, so that it may come later, go, and come again.
  const watcher: FSWatcher = watch(nearestExisting(dirname(base)), {
    ignoreInitial: true,
    ignored: (path) => !leadsTo(base, path),
  });
  watcher.on("all", (event, path) => {
    if (event.endsWith("Dir") || !posix.matchesGlob(path, glob)) return;
    clearTimeout(timer);
    timer = setTimeout(() => tell(glob, path), quietMs);
  });
  watcher.on("error", (error) => {
    if (told) return;
    told = true;
    const hint = "Look at fs.inotify.max_user_watches (sysctl), or watch a smaller folder.";
    log.warn({ glob, hint }, `changes of ${glob} may go unnoticed: ${(error as Error).message}`);
  });
  return {
    ready: new Promise((resolve) => watcher.once("ready", () => resolve())),
    stop: () => {
      clearTimeout(timer);
      void watcher.close();
    },
  };
}

/** The part before the first wildcard: `/etc/nginx` of `/etc/nginx/*.conf`; all of it where there is none. */
function fixedPart(glob: string): string {
  const segments = glob.split("/");
  const wild = segments.findIndex((segment) => /[*?[\]{}!()]/.test(segment));
  return (wild < 0 ? segments : segments.slice(0, wild)).join("/") || "/";
}

function nearestExisting(path: string): string {
  return existsSync(path) || path === "/" ? path : nearestExisting(dirname(path));
}

/** Whether the path is on the way to the base, the base itself, or below it. */
function leadsTo(base: string, path: string): boolean {
  const isWithin = (inner: string, outer: string): boolean =>
    outer === "/" || inner === outer || inner.startsWith(`${outer}/`);
  return isWithin(path, base) || isWithin(base, path);
}
