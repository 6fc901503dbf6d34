import type { ForgePlace } from "../../forge/index.ts";
import { findPlace, openForge, readToken } from "../../forge/index.ts";
import type { Journal } from "../../journal/index.ts";
import type { ForgeTrouble } from "../../model/forge.ts";
import type { Instant } from "../../model/instant.ts";
import type { Result } from "../../model/result.ts";
import { failure } from "../../model/result.ts";
import type { Settings } from "../../model/settings.ts";
import type { Repository } from "../../repository/index.ts";
import { journalFault } from "../journal-fault.ts";
import type { Log } from "../log.ts";
import type { Timers } from "../timers.ts";
import { makeLink } from "./make-link.ts";
import { parseStatusMemory, statusNote } from "./status-memory.ts";
import type { StatusTeller } from "./status-teller.ts";
import { makeStatusTeller } from "./status-teller.ts";

/** Of one push: older ones are below what anybody looks at. */
const mostBetween = 50;
const callLimitMs = 10_000;

/** The teller for the forge of the remote that is followed, by the settings in force at each moment. Off without a token. */
export function openStatuses(of: {
  /** Its address. */
  remote: string;
  repository: Repository;
  journal: Journal;
  settings: () => Settings;
  env: Readonly<Record<string, string | undefined>>;
  now: () => Instant;
  timers: Timers;
  log: Log;
}): StatusTeller {
  const { journal, log } = of;
  const stop = new AbortController();
  /** What keeps it off is told once, as long as it is the same. */
  let toldOff: string | undefined;

  function off(what: string, hint: string): undefined {
    if (toldOff !== what) log.warn({ hint }, `commits get no status: ${what}`);
    toldOff = what;
  }

  function find(): { place: ForgePlace; web: string; token: string } | undefined {
    const { forge } = of.settings();
    const token = readToken(forge, of.env);
    if (!token.ok) return off(token.error.what, token.error.hint);
    if (token.value === undefined) return undefined;
    const found = findPlace(of.remote, forge);
    if ("unknown" in found)
      return off(`it is not known ${found.unknown}`, "Set forge.kind, forge.url and forge.repository.");
    toldOff = undefined;
    return { ...found, token: token.value };
  }

  const teller = makeStatusTeller({
    isOn: () => find() !== undefined,
    tell: (status): Promise<Result<void, ForgeTrouble>> => {
      const found = find();
      if (!found) {
        const hint = "Statuses are told again when there is one.";
        return Promise.resolve(
          failure({ kind: "refused", status: undefined, what: "there is no token any more", hint }),
        );
      }
      const { place, web, token } = found;
      const settings = of.settings();
      const { sha, state, description, record } = status;
      const link = makeLink({ settings, kind: place.kind, repository: place.repository, web, sha, record });
      const context = `runner/${settings.host.name}`;
      const forge = openForge({ place, token, now: of.now, limitMs: callLimitMs, stop: stop.signal });
      return forge.tellStatus({ sha, state, description, context, link });
    },
    recall: () => parseStatusMemory(journal.note(statusNote)),
    keep: (memory) => {
      try {
        journal.keepNote(statusNote, JSON.stringify(memory));
      } catch (error) {
        log.debug({ why: journalFault(error).what }, "what is to be told to the forge is not kept");
      }
    },
    applied: () => journal.applied()?.sha,
    eventOf: (sha) => journal.lastRevisionEvent(sha),
    between: async (from, to) => {
      const found = await of.repository.listSince(from, to, mostBetween + 1);
      if (!found.ok) log.debug({ why: found.error.what }, "which commits were overtaken is not known");
      return found.ok ? found.value.filter((sha) => sha !== to).slice(0, mostBetween) : [];
    },
    timers: of.timers,
    log,
  });
  return {
    ...teller,
    stop() {
      teller.stop();
      stop.abort();
    },
  };
}
