import fc from "fast-check";
import type { Json } from "../../../src/model/json.ts";
import { isTable } from "../../../src/model/json.ts";

/** A task as its author writes it. */
export interface Written {
  readonly id: string;
  readonly keys: Readonly<Record<string, Json>>;
}

/** A key's values: no two lines mean the same, and all texts of one line do. The first line is the default. */
type Meanings = readonly (readonly Json[])[];

/** undefined: the key is left out. */
const absent = "(left out)";

export const meanings: Readonly<Record<string, Meanings>> = {
  schedule: [
    [absent],
    ["every 10 minutes", "*/10 * * * *", ["every 10 minutes", "*/10 * * * *"]],
    ["every hour", "0 * * * *", "hourly"],
    ["daily at 01:00", "0 1 * * *", { daily: "01:00" }],
    [
      { every: "25m", from: "finish" },
      { every: "1500s", from: "finish" },
    ],
    [
      ["every 20 minutes", "7 1 * * *"],
      ["7 1 * * *", "*/20 * * * *"],
    ],
  ],
  timezone: [[absent, "UTC"], ["Europe/Berlin"]],
  enabled: [[absent, true], [false]],
  // % stands for what the task alone executes: which one is called otherwise is never in doubt.
  // A table is what stands in place of a `run`.
  run: [
    ["%"],
    ["% -u"],
    [["%"]],
    [["%", "-u"]],
    [
      { uses: "one", with: { what: "%", times: 2 } },
      { uses: "one", with: { times: 2, what: "%" } },
    ],
    [{ uses: "one", with: { what: "%" } }],
    [{ uses: "other", with: { what: "%" } }],
  ],
  shell: [[absent, "bash"], ["sh"], [["bash", "{}"]]],
  env: [
    [absent, {}],
    [{ A: "1" }],
    [
      { A: "1", B: "x y" },
      { B: "x y", A: "1" },
    ],
    [{ A: "1, B=x y" }],
  ],
  workdir: [
    [absent, "."],
    ["sub", "./sub", "sub/"],
  ],
  check: [[absent], ["true"], [["true"]]],
  supports_dry_run: [[absent, false], [true]],
  rollback: [[absent], ["true"], [["true"]]],
  params: [
    [absent],
    [
      { properties: { a: { default: 1 } } },
      { type: "object", additionalProperties: false, properties: { a: { default: 1 } } },
    ],
    [{ properties: { a: { default: 2 } } }],
  ],
  timeout: [
    [absent, "none"],
    ["3m", "180s"],
    ["1h", "60m"],
  ],
  kill_after: [
    [absent, "10s"],
    ["1m", "60s"],
  ],
  overlap: [[absent, "skip"], ["queue"], ["queue-all"], ["replace"], ["allow"]],
  locks: [
    [absent, []],
    [["x"]],
    [
      ["x", "y"],
      ["y", "x"],
    ],
  ],
  priority: [[absent, "medium"], ["critical"], ["background"]],
  catch_up: [[absent, "none"], ["last", { policy: "last" }], [{ policy: "all", within: "40m" }]],
  start_deadline: [[absent], ["5m", "300s"]],
  window: [
    [absent],
    ["00:30-01:20", { hours: "00:30-01:20" }, { hours: ["00:30-01:00", "01:00-01:20"] }],
    [
      ["00:10-00:20", "01:15-05:00"],
      ["01:15-05:00", "00:10-00:20"],
    ],
    [{ hours: "00:30-01:20", overrun: "cancel" }],
  ],
  blackout: [[absent], ["00:45-01:05", ["00:45-01:05"]], ["holidays", ["holidays"]]],
  cooldown: [[absent], ["12m", "720s"]],
  rate: [[absent], ["2/h", "2/60m"]],
  otherwise: [[absent, "skip"], ["wait"]],
  when: [
    [absent],
    [{ process: "editor" }, { all: [{ process: "editor" }] }],
    [{ not: { process: "editor" } }],
    [
      { any: [{ process: "editor" }, { disk_usage: { path: "/", above: 90 } }] },
      { any: [{ disk_usage: { path: "/", above: 90 } }, { process: "editor" }] },
    ],
  ],
  retry: [
    [absent],
    [{ attempts: 2 }],
    [
      { attempts: 3, delay: "12m" },
      { delay: "720s", attempts: 3 },
    ],
  ],
  pause_after_failures: [[absent], [2]],
  success_exit_codes: [
    [absent, [0]],
    [
      [0, 1],
      [1, 0],
    ],
  ],
  output: [[absent, "text"], ["json"]],
  report: [[absent, "each"], ["digest"]],
  requires: [[absent, []], [["sh"]], [["env>=1"]]],
  hosts: [
    [absent],
    [["web*"]],
    [["!web*"]],
    [
      ["web*", "!x"],
      ["!x", "web*"],
    ],
  ],
};

/** What of each key is meant, by the number of its line. */
export type Meant = Readonly<Record<string, number>>;

export interface MeantTask {
  readonly id: string;
  readonly meant: Meant;
  readonly command: string;
  /** Tasks that it needs. */
  readonly needs: readonly string[];
}

const names = ["a", "b", "c", "d", "e", "f"];
const keys = Object.keys(meanings);

/** One to six tasks with a few keys each, and needs among them but no cycle. */
export const anyMeant: fc.Arbitrary<readonly MeantTask[]> = fc
  .array(
    fc.record({
      chosen: fc.array(fc.tuple(fc.constantFrom(...keys), fc.nat(20)), { maxLength: 6 }),
      schedule: fc.nat(20),
      needs: fc.array(fc.nat(5), { maxLength: 2 }),
    }),
    { minLength: 1, maxLength: names.length },
  )
  .map((sketches) =>
    sketches.map(({ chosen, schedule, needs }, i) => {
      const meant = [["schedule", schedule] as const, ...chosen].map(([key, line]) => [
        key,
        line % meanings[key]!.length,
      ]);
      const command = `do-${names[i]!}`;
      return {
        id: names[i]!,
        meant: Object.fromEntries(meant) as Meant,
        command,
        needs: [...new Set(i === 0 ? [] : needs.map((n) => names[n % i]!))],
      };
    }),
  );

function withCommand(run: Json, command: string): Json {
  return JSON.parse(JSON.stringify(run).replace("%", command)) as Json;
}

/** Writes what is meant, in one of the ways to say it: `pick` chooses. */
export function write({ id, meant, command, needs }: MeantTask, pick: (ways: number) => number): Written {
  const told = new Map<string, Json>();
  for (const key of keys) {
    const ways = meanings[key]![meant[key] ?? 0]!;
    const value = ways[pick(ways.length)]!;
    if (value === absent) continue;
    const full = key === "run" ? withCommand(value, command) : value;
    if (key === "run" && isTable(full)) for (const [name, inner] of Object.entries(full)) told.set(name, inner as Json);
    else told.set(key, full);
  }
  if (needs.length > 0) told.set("needs", pick(2) === 0 ? [...needs] : needs.map((task) => ({ task })));
  if (pick(4) === 0) told.set("description", "for people");
  const order = pick(2) === 0 ? [...told] : [...told].reverse();
  return { id, keys: Object.fromEntries(order) };
}
