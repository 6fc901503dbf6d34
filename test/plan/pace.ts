import type { Instant } from "../../src/model/instant.ts";
import type { StartWindow, Window } from "../../src/model/window.ts";
import { at } from "../decide/world.ts";
import { makeWindow } from "../schedule/make-window.ts";

/** The words that random tasks are made of, of a size that makes them meet: much happens within `unitMs`, or little. */
export interface Pace {
  readonly schedules: readonly unknown[];
  readonly windows: readonly (readonly StartWindow[])[];
  readonly blackouts: readonly (readonly Window[])[];
  readonly suspendedUntil: Instant;
  readonly zones: readonly string[];
  /** Delays, cooldowns, durations and the like count in it. */
  readonly unitMs: number;
  /** Whether the end of a run may want another of what it came of: a chain that goes on and on. */
  readonly endless: boolean;
}

/** For a few hours from 2026-11-20T00:00Z on. */
export const hours: Pace = {
  schedules: [
    "every 10 minutes",
    "every 15 minutes",
    "every hour",
    "20 * * * *",
    "daily at 01:00",
    "at 2026-11-20T01:30",
    { every: "25m", from: "finish" },
    { every: "7m" },
    ["every 20 minutes", "every 30 minutes"],
    ["every hour", { every: "40m", from: "finish" }],
  ],
  windows: [[], [], [], [open("00:30-01:20", "cancel")], [open("00:10-00:20"), open("01:15-05:00")]],
  blackouts: [[], [], [], [makeWindow({ hours: "00:45-01:05" })]],
  suspendedUntil: at("01:10"),
  zones: ["UTC"],
  unitMs: 60_000,
  endless: true,
};

/** For two weeks from that day on, in which clocks may change: by an hour or by half of one, ahead or back. */
export function weeks(from: Instant): Pace {
  const dayMs = 86_400_000;
  return {
    schedules: [
      "every 6 hours",
      "every 4 hours",
      "daily at 02:30",
      "30 1 * * *",
      "*/40 2,3 * * *",
      "weekdays at 03:00",
      "weekly on sunday at 02:15",
      `at ${new Date(from + 3 * dayMs).toISOString().slice(0, 10)}T02:30`,
      { every: "9h", from: "finish" },
      { every: "7h" },
      ["every 8 hours", "daily at 03:10"],
      ["daily at 02:00", { every: "16h", from: "finish" }],
    ],
    windows: [
      [],
      [],
      [],
      [open("00:30-02:45", "cancel"), open("12:00-20:00", "cancel")],
      [open("02:15-08:00"), open("14:00-15:00")],
      [{ ...makeWindow({ hours: "22:00-03:00", days: [0, 1, 3, 6] }), overrun: "cancel" }],
    ],
    blackouts: [[], [], [], [makeWindow({ hours: "02:00-02:50" })], [makeWindow({ days: [0] })]],
    suspendedUntil: from + 2 * dayMs + 9_000_000,
    zones: ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"],
    unitMs: 20 * 60_000,
    endless: false,
  };
}

function open(hours: string, overrun: "allow" | "cancel" = "allow"): StartWindow {
  return { ...makeWindow({ hours }), overrun };
}
