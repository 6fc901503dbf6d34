// takes       queries: things about the host that somebody asks about
// gives       a fact for each: a number, a yes or no, or unknown with the reason; and whether reading one only looks
// fails with  nothing: what cannot be read, or not within the time limit, is a fact of value `unknown`
// guarantees  the event loop goes on meanwhile, and nothing of a reading outlives its time limit but three system calls that hang

import type { Fact, FactKey, FactQuery } from "../model/condition.ts";
import { factKeyOf } from "../model/condition.ts";
import type { Instant } from "../model/instant.ts";
import { makeProcessFinder } from "./processes/make-process-finder.ts";
import { noLongerWanted } from "./may-hang.ts";
import { factTable, makeReaders } from "./fact-table.ts";
import { withinLimit } from "./within-limit.ts";

export interface FactReader {
  /**
   * Reads these facts, each with its own time limit, all at the same time. The first answers the first query, and so on; what
   * is asked for more than once is read once. Never rejects: what cannot be read is unknown and says why.
   */
  read(queries: readonly FactQuery[]): Promise<readonly Fact[]>;
}

export interface FactReaderOptions {
  readonly now: () => Instant;
  /** For each fact. Default 5000. */
  readonly timeLimitMs?: number;
}

/** One for the life of a driver: the use of the processor is counted from one reading to the next. */
export function makeFactReader({ now, timeLimitMs = 5000 }: FactReaderOptions): FactReader {
  const readers = makeReaders();
  return { read };

  async function read(queries: readonly FactQuery[]): Promise<readonly Fact[]> {
    const round = new AbortController();
    const findProcess = makeProcessFinder({ signal: round.signal, now });
    const facts = new Map<FactKey, Promise<Fact>>();
    const asked = queries.map((query) => {
      const key = factKeyOf(query);
      const fact = facts.get(key) ?? readOne(key, query);
      facts.set(key, fact);
      return fact;
    });
    const answers = await Promise.all(asked);
    round.abort(noLongerWanted);
    return answers;

    async function readOne(key: FactKey, query: FactQuery): Promise<Fact> {
      const value = await withinLimit(timeLimitMs, (signal) => {
        // All have the same time: where it was too short for one, whatever is still under way hangs.
        signal.addEventListener("abort", () => round.abort(signal.reason), { once: true });
        return readers(query, { signal, now, findProcess });
      });
      return { key, value, at: now() };
    }
  }
}

/**
 * Whether reading it only looks (a plan may do that): false for port, http and command, which reach out or execute, and for
 * a tool that would be asked for its version.
 */
export function isPassive(query: FactQuery): boolean {
  return query.kind === "tool" ? query.version === undefined : factTable[query.kind].passive;
}
