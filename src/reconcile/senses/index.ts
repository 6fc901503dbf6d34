import { askedSenses } from "../../decide/index.ts";
import type { State } from "../../decide/index.ts";
import type { Event } from "../../model/event.ts";
import type { Instant } from "../../model/instant.ts";
import type { Log } from "../log.ts";
import { watchFiles } from "./watch-files.ts";
import type { LoginWatch } from "./watch-logins.ts";
import { systemUtmp, watchLogins } from "./watch-logins.ts";

/** What happens on the host while a daemon is up, as events for the core. */
export interface Senses {
  /** Watches what the catalog in force listens to, and nothing else. What is there already is no news. */
  update(): void;
  /** Looks at what may have been missed; at each poll. */
  look(): void;
  /** Resolves when all that is to be watched is. */
  ready(): Promise<void>;
  stop(): Promise<void>;
}

/** Where a host differs from others. */
export interface SenseOptions {
  /** Default: /var/run/utmp. */
  readonly utmp?: string;
  /** How long it has to be quiet before a change of files is told. Default 1000. */
  readonly quietMs?: number;
  /** Whether the system goes down. Default: systemd is asked, where there is one. */
  readonly goesDown?: () => Promise<boolean>;
}

export function makeSenses(of: {
  state: State;
  tell: (event: Event) => void;
  now: () => Instant;
  log: Log;
  options: SenseOptions | undefined;
}): Senses {
  const { state, tell, now, log, options } = of;
  let logins: LoginWatch | undefined;
  const files = watchFiles({
    tell: (changed) => tell({ kind: "file-changed", now: now(), ...changed }),
    now,
    log,
    ...(options?.quietMs !== undefined && { quietMs: options.quietMs }),
  });
  let stopped = false;

  function followLogins(wanted: boolean): void {
    if (wanted) {
      logins ??= watchLogins({
        path: options?.utmp ?? systemUtmp,
        tell: ({ user, line, id }) => tell({ kind: "logged-in", now: now(), user, line, id }),
        log,
      });
    } else {
      logins?.stop();
      logins = undefined;
    }
  }

  return {
    update: () => {
      if (stopped) return;
      const asked = askedSenses(state);
      followLogins(asked.logins);
      if (!files.follow(asked.globs)) return;
      void files.ready().then(() => log.debug({ globs: asked.globs.length }, "watching for changes of files"));
    },
    ready: () => files.ready(),
    look: () => logins?.look(),
    stop: async () => {
      stopped = true;
      followLogins(false);
      await files.stop();
    },
  };
}
