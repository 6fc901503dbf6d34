import type { Instant } from "../../model/instant.ts";
import type { Driver } from "../driver.ts";
import type { Log } from "../log.ts";
import { watchFiles } from "./watch-files.ts";
import type { LoginWatch } from "./watch-logins.ts";
import { systemUtmp, watchLogins } from "./watch-logins.ts";

/** What tells the daemon of logins and of changed files, as far as a task of the revision in force asks for them. */
export interface Senses {
  /** The revision in force may be another; and a look at what cannot be watched. */
  update(): void;
  stop(): void;
}

export function openSenses(of: {
  driver: Driver;
  now: () => Instant;
  log: Log;
  utmp?: string;
  quietMs?: number;
}): Senses {
  const { driver, now, log, utmp = systemUtmp } = of;
  let watched = "";
  let logins: LoginWatch | undefined;
  const files = watchFiles({
    tell: (glob, path) => driver.tell({ kind: "file-changed", now: now(), glob, path }),
    log,
    ...(of.quietMs !== undefined && { quietMs: of.quietMs }),
  });

  function listenForLogins(): void {
    if (driver.state.listeners.login.length === 0) {
      logins?.stop();
      logins = undefined;
    } else if (logins) {
      logins.look();
    } else {
      logins = watchLogins({
        path: utmp,
        tell: ({ user, line, id }) => driver.tell({ kind: "logged-in", now: now(), user, line, id }),
        log,
      });
    }
  }

  return {
    update() {
      listenForLogins();
      const globs = [...new Set(driver.state.listeners["file-changed"].map(({ trigger }) => trigger.glob))];
      files.follow(globs);
      if (globs.length > 0 && globs.join() !== watched) {
        watched = globs.join();
        void files.ready().then(() => log.debug({ globs }, "watching what tasks listen to"));
      }
    },
    stop() {
      logins?.stop();
      files.stop();
    },
  };
}
