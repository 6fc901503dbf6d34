import type { Instant } from "./instant.ts";

/**
 * When a task is due, as understood. Every way to write it (words, compact, tables) has become one of these four; equal
 * schedules have equal `key`s, so that a rewording is no change.
 */
export type Schedule =
  /**
   * A cron pattern in a zone; `pattern` is canonical six-field text, second first. A wildcard or step in its hour field
   * says that it follows elapsed time through clock changes; without, its times are fixed.
   */
  | { readonly kind: "cron"; readonly key: string; readonly pattern: string; readonly zone: string }
  /** Every so many milliseconds from `anchor` on, which is the first; blind to clock changes. */
  | { readonly kind: "every"; readonly key: string; readonly everyMs: number; readonly anchor: Instant }
  /** Once, for ever. */
  | { readonly kind: "once"; readonly key: string; readonly at: Instant }
  /** So many milliseconds after the end of the last run (or after the task was first applied). */
  | { readonly kind: "after-finish"; readonly key: string; readonly everyMs: number };
