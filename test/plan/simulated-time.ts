import { setImmediate as untilIdle } from "node:timers/promises";
import type { Heap } from "../../src/decide/state/heap.ts";
import { pop, push } from "../../src/decide/state/heap.ts";
import type { Timers } from "../../src/reconcile/timers.ts";

interface Timer {
  readonly atMs: number;
  readonly order: number;
  readonly then: () => void;
  cancelled: boolean;
}

/**
 * Time that passes when it is told to: a clock on the wall, which may be set, one that only counts, and timers that go by
 * the latter. All that is due at one moment happens before anybody has a turn: whoever looks then sees all of it.
 */
export class SimulatedTime {
  readonly timers: Timers;
  readonly #coming: Heap<Timer> = [];
  readonly #turns = new Set<() => void>();
  #entered = 0;
  #countedMs = 0;
  #wallMs: number;

  constructor(of: { wallMs: number; longestSleepMs: number }) {
    this.#wallMs = of.wallMs;
    this.timers = {
      soon: (then) => {
        this.#turns.add(then);
        return () => this.#turns.delete(then);
      },
      after: (pauseMs, then) => this.#after(pauseMs, then),
      longestSleepMs: of.longestSleepMs,
    };
  }

  /** By the clock on the wall. */
  get now(): number {
    return this.#wallMs + this.#countedMs;
  }

  get countedMs(): number {
    return this.#countedMs;
  }

  /** Ahead, or back. No time passes. */
  setWall(byMs: number): void {
    this.#wallMs += byMs;
  }

  /** How long until something is due; Infinity: nothing ever is. */
  get calmMs(): number {
    while (this.#coming[0]?.cancelled) pop(this.#coming, isBefore);
    return (this.#coming[0]?.atMs ?? Infinity) - this.#countedMs;
  }

  /** Lets so much time pass, and all happen that happens then, that at its very end included. */
  async pass(forMs: number): Promise<void> {
    const endMs = this.#countedMs + forMs;
    for (let calmMs = this.calmMs; this.#countedMs + calmMs <= endMs; calmMs = this.calmMs) {
      this.#countedMs += calmMs;
      await this.settle();
    }
    this.#countedMs = endMs;
    await this.settle();
  }

  /** Lets all happen that happens at this moment. */
  async settle(): Promise<void> {
    do {
      while (this.calmMs <= 0) {
        const { then } = pop(this.#coming, isBefore)!;
        then();
      }
      await untilIdle();
      const turns = [...this.#turns];
      this.#turns.clear();
      for (const turn of turns) turn();
      if (turns.length > 0) await untilIdle();
    } while (this.calmMs <= 0 || this.#turns.size > 0);
  }

  #after(pauseMs: number, then: () => void): () => void {
    const timer: Timer = { atMs: this.#countedMs + pauseMs, order: (this.#entered += 1), then, cancelled: false };
    if (pauseMs < Infinity) push(this.#coming, timer, isBefore);
    return () => (timer.cancelled = true);
  }
}

function isBefore(a: Timer, b: Timer): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
}
