import type { FactReader } from "../facts/index.ts";
import type { Fact, FactKey, FactQuery } from "../model/condition.ts";
import { factKeyOf } from "../model/condition.ts";
import type { Timers } from "./timers.ts";

/** Reads facts beside the loop: those that are asked for every `everyMs`, and at once what somebody waits for. */
export interface FactPoll {
  /** Reads these now, unless they are being read already. */
  read(queries: readonly FactQuery[]): void;
  /** From now on, too, at intervals. */
  start(): void;
  stop(): void;
  /** Whether an answer is still to come. */
  isReading(): boolean;
}

export function pollFacts(of: {
  reader: FactReader;
  asked: () => readonly FactQuery[];
  everyMs: () => number;
  timers: Timers;
  tell: (facts: readonly Fact[]) => void;
}): FactPoll {
  const underWay = new Set<FactKey>();
  let cancelNext: (() => void) | undefined;
  let stopped = false;

  function read(queries: readonly FactQuery[]): void {
    const news = queries.filter((query) => !underWay.has(factKeyOf(query)));
    if (news.length === 0 || stopped) return;
    for (const query of news) underWay.add(factKeyOf(query));
    void of.reader.read(news).then((facts) => {
      for (const query of news) underWay.delete(factKeyOf(query));
      if (!stopped) of.tell(facts);
    });
  }

  function again(): void {
    read(of.asked());
    cancelNext = of.timers.after(of.everyMs(), again);
  }

  return {
    read,
    start: () => {
      if (cancelNext === undefined && !stopped) again();
    },
    stop: () => {
      stopped = true;
      cancelNext?.();
    },
    isReading: () => underWay.size > 0,
  };
}
