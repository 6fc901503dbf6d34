/**
 * A cron pattern, ready to be stepped through. The three tables answer "the next member from here on" by one look-up:
 * `minutes[17]` is the smallest member ≥ 17, or 60 if there is none. Each has one entry more than the field has values.
 */
export interface CronPattern {
  readonly seconds: Uint8Array;
  readonly minutes: Uint8Array;
  readonly hours: Uint8Array;
  /** The hour field has a wildcard or a step: follows elapsed time through clock changes. Else the times are fixed. */
  readonly elapsed: boolean;
  /** Bit 0 is January. */
  readonly months: number;
  readonly days: DayRule;
}

export interface DayRule {
  /** Undefined: not restricted. */
  readonly ofMonth: MonthDays | undefined;
  readonly ofWeek: Weekdays | undefined;
  /** How two restrictions meet: cron(8) says either; croner's `+` in front of the weekdays says both. */
  readonly both: boolean;
}

export interface MonthDays {
  /** Bit 0 is the 1st. */
  readonly days: number;
  /** `15W`: the working day nearest to it in the same month; bit 0 is the 1st. */
  readonly nearest: number;
  /** `L` */
  readonly last: boolean;
  /** `LW` */
  readonly lastWorkingDay: boolean;
}

/** For each weekday from Sunday, which of its occurrences in a month: bits 0–4 the first to fifth, bit 5 the last. */
export type Weekdays = readonly number[];

export const everyOccurrence = 63;
export const lastOccurrence = 32;
export const everyMonth = 0xfff;
export const everyDay = 0x7fffffff;

/** The look-up table of a set of values below `size`. */
export function makeSteps(size: number, has: (value: number) => boolean): Uint8Array {
  const steps = new Uint8Array(size + 1);
  steps[size] = size;
  for (let value = size - 1; value >= 0; value--) steps[value] = has(value) ? value : steps[value + 1]!;
  return steps;
}

/** The values of a look-up table, rising. */
export function membersOf(steps: Uint8Array): number[] {
  const size = steps.length - 1;
  const members: number[] = [];
  for (let value = steps[0]!; value < size; value = steps[value + 1]!) members.push(value);
  return members;
}
