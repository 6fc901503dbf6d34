import { nextInstant, parseSchedule } from "../../../src/schedule/index.ts";
import type { Schedule } from "../../../src/model/schedule.ts";
import type { Row } from "../bench.ts";
import { collectGarbage } from "../measure/collect-garbage.ts";

const count = 100_000;
const zones = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Tokyo", "Australia/Sydney", "Asia/Kathmandu"];
const now = Date.UTC(2026, 10, 20);

/** From text to the first instant of 100,000 schedules, 14,400 of them different; then a thousand further ones of some. */
export const firstInstants: Row = {
  name: "first-instants",
  measure() {
    collectGarbage();
    const rssBefore = process.memoryUsage.rss();
    const began = performance.now();
    const schedules: Schedule[] = [];
    const firsts: number[] = [];
    for (let index = 0; index < count; index += 1) {
      const schedule = parse(writeSchedule(index), zones[index % zones.length]!);
      schedules.push(schedule);
      firsts.push(nextInstant(schedule, now) ?? 0);
    }
    const firstMs = performance.now() - began;
    const rssMb = (process.memoryUsage.rss() - rssBefore) / 1024 ** 2;

    const chosen = schedules.filter((_, index) => index % 1000 === 0);
    const further = performance.now();
    for (const schedule of chosen) {
      for (let at: number | undefined = now, step = 0; at !== undefined && step < 1000; step += 1)
        at = nextInstant(schedule, at);
    }
    const furtherUs = ((performance.now() - further) * 1000) / (chosen.length * 1000);
    if (firsts.some((first) => first <= now)) throw new Error("a first instant that is not after the one asked from");
    return Promise.resolve([
      { what: "100,000 schedules from text to first instant", measured: firstMs, unit: "ms", limit: 3000 },
      { what: "100,000 schedules, more resident memory", measured: rssMb, unit: "MB", limit: 200 },
      { what: "each further instant", measured: furtherUs, unit: "µs" },
    ]);
  },
};

function writeSchedule(index: number): string {
  const minute = index % 60;
  const hour = Math.floor(index / 60) % 24;
  const time = `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`;
  const days = ["daily", "every monday", "weekdays", "weekends", "monthly on 15", "monthly on last"];
  if (index % 10 === 9) return `${minute} ${hour} * * ${(index % 7) + 0 > 5 ? "1-5" : "0,3"}`;
  if (index % 10 === 8) return `every ${(index % 50) + 10} minutes`;
  return `${days[Math.floor(index / 1440) % days.length]} at ${time}`;
}

function parse(text: string, zone: string): Schedule {
  const parsed = parseSchedule(text, zone);
  if (!parsed.ok) throw new Error(`${text}: ${parsed.error.message}`);
  return parsed.value;
}
