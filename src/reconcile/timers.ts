/** What a driver asks of the time that passes; tests have a time of their own. Each gives what calls it off. */
export interface Timers {
  /** When what has happened already has been told. */
  soon(then: () => void): () => void;
  after(pauseMs: number, then: () => void): () => void;
  /** The wall clock may be set at any moment: no sleep is longer than this without a look at it. */
  readonly longestSleepMs: number;
}

/** Node's timers take a longer pause for one of 1 ms. */
const longestPauseMs = 2 ** 31 - 1;

export const realTimers: Timers = {
  soon(then) {
    const turn = setImmediate(then);
    return () => clearImmediate(turn);
  },
  after(pauseMs, then) {
    const timer = setTimeout(then, Math.min(pauseMs, longestPauseMs));
    return () => clearTimeout(timer);
  },
  longestSleepMs: 2000,
};
