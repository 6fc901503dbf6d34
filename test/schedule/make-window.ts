import type { Window } from "../../src/model/window.ts";

export interface WindowSketch {
  /** `22:00-05:00`, several with blanks between; none: the whole day. */
  hours?: string;
  /** 0 is Sunday. */
  days?: readonly number[];
  dates?: readonly string[];
  zone?: string;
}

export function makeWindow({ hours = "", days, dates, zone = "UTC" }: WindowSketch): Window {
  const ranges = hours.split(" ").filter((range) => range !== "");
  return {
    hours: ranges.map((range) => {
      const [from = 0, to = 0] = range.split("-").map(minuteOf);
      return { from, to };
    }),
    days,
    dates,
    zone,
    text: [hours, days?.join(","), dates?.join(",")].filter(Boolean).join(" "),
  };
}

function minuteOf(time: string): number {
  const [hour = 0, minute = 0] = time.split(":").map(Number);
  return hour * 60 + minute;
}
