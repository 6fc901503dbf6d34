/** Hours of certain days, by the clock on the wall of a zone. Minutes of the day; `to` is not part of it. */
export interface Hours {
  readonly from: number;
  /**
   * 1440: until midnight. Not after `from`: on the next day. Equal to it: the whole day, until the same time of the next.
   */
  readonly to: number;
}

/** When a task may start, or may not. */
export interface Window {
  /** In order of `from`, with what overlaps or touches made one; empty: the whole day. */
  readonly hours: readonly Hours[];
  /** Days of the week on which it begins, 0 is Sunday, in order; undefined: all. */
  readonly days: readonly number[] | undefined;
  /**
   * Days of the calendar on which it begins, in order: `2026-12-24`, or `12-25` for every year (`02-29`: in those that
   * have it); undefined: any.
   */
  readonly dates: readonly string[] | undefined;
  readonly zone: string;
  /** As written, for people: `02:00-04:00 mon-fri`, or the calendar's name. */
  readonly text: string;
}

export interface StartWindow extends Window {
  /** What becomes of a run that is still up when the window closes. */
  readonly overrun: "allow" | "cancel";
}

/** At most `count` starts in any stretch of `perMs`. */
export interface Rate {
  readonly count: number;
  readonly perMs: number;
  readonly text: string;
}
