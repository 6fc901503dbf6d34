import type { Reading } from "../schedule-problem.ts";

/** A written table: an object of user-named keys. */
export type WrittenTable = Readonly<Record<string, unknown>>;

/** One way to write a schedule. Most have a text and a table. */
export interface ScheduleForm {
  /** First word of the text, and the key by which the table is known: `daily`. */
  readonly word: string;
  /** Shown where nothing that was written makes sense. */
  readonly example: string;
  /** `rest` is what follows the word, in lower case with single blanks: ` at 02:00`, `:02:00`, or nothing. */
  readonly readText?: (rest: string, zone: string) => Reading;
  readonly readTable?: (table: WrittenTable, zone: string) => Reading;
}
