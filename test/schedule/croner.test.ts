import { Cron, CronPattern as Croner } from "croner";
import fc from "fast-check";
import { expect, test } from "vitest";
import { compileCron } from "../../src/schedule/cron/compile-cron.ts";
import { readCroner } from "../../src/schedule/cron/read-croner.ts";
import { readPlainCron } from "../../src/schedule/cron/read-plain-cron.ts";
import { renderCron } from "../../src/schedule/cron/render-cron.ts";
import { nicknames } from "../../src/schedule/forms/cron-form.ts";
import { nextCron } from "../../src/schedule/next-cron.ts";
import { instantsAfter } from "./instants-after.ts";

/** Croner is the reference: what it accepts we accept, what it means we mean. */

const months = ["jan", "Feb", "mar", "apr", "MAY", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const days = ["sun", "Mon", "tue", "wed", "THU", "fri", "sat"];

/** One item of a field; now and then one that is wrong. */
function item(least: number, most: number, names: readonly string[] = []): fc.Arbitrary<string> {
  const value = fc.oneof(
    { weight: 20, arbitrary: fc.integer({ min: least, max: most }).map(String) },
    { weight: 1, arbitrary: fc.constantFrom("0", "00", "05", "007", String(most + 1), "99", "x", "", "-1") },
    ...(names.length > 0 ? [{ weight: 6, arbitrary: fc.constantFrom(...names) }] : []),
  );
  const range = fc
    .tuple(fc.integer({ min: least, max: most }), fc.integer({ min: least, max: most }))
    .map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`);
  const anyRange = fc.tuple(value, value).map(([a, b]) => `${a}-${b}`);
  const step = fc.integer({ min: 0, max: most + 2 });
  return fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom("*", "*", "*", "?") },
    { weight: 8, arbitrary: value },
    { weight: 5, arbitrary: range },
    { weight: 3, arbitrary: anyRange },
    { weight: 3, arbitrary: fc.tuple(fc.constantFrom("*", "?"), step).map(([a, b]) => `${a}/${b}`) },
    { weight: 3, arbitrary: fc.tuple(range, step).map(([a, b]) => `${a}/${b}`) },
    { weight: 1, arbitrary: fc.tuple(value, step).map(([a, b]) => `${a}/${b}`) },
  );
}

function field(one: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 4, arbitrary: one },
    { weight: 1, arbitrary: fc.array(one, { minLength: 2, maxLength: 4 }).map((items) => items.join(",")) },
  );
}

const plainFields = [
  field(item(0, 59)),
  field(item(0, 59)),
  field(item(0, 23)),
  field(item(1, 31)),
  field(item(1, 12, months)),
  field(item(0, 7, days)),
] as const;
const plain = fc.oneof(fc.tuple(...plainFields), fc.tuple(...plainFields.slice(1)));

const special = {
  dayOfMonth: fc.constantFrom("L", "l", "LW", "15W", "1w,31W", "15,L", "10-12,L", "L,LW", "W", "1-5W", "L-3", "*,L"),
  dayOfWeek: fc.constantFrom(
    "5L",
    "friL",
    "1#2",
    "MON#1,mon#5",
    "2#5",
    "3#6",
    "+5",
    "+fri#1",
    "+*",
    "L",
    "1-5L",
    "1-5#2",
    "*/2#1",
    "7#1",
    "sun,0",
    "monday",
    "*,1",
  ),
};
const anything = fc.tuple(
  fc.oneof(plainFields[0], fc.constantFrom("0", "*")),
  plainFields[1],
  plainFields[2],
  fc.oneof(plainFields[3], special.dayOfMonth),
  plainFields[4],
  fc.oneof(plainFields[5], special.dayOfWeek),
);

const joined = (fields: readonly string[]) => fields.join(" ");

test("what our own reader accepts, croner accepts and reads alike", () => {
  let accepted = 0;
  fc.assert(
    fc.property(plain, (fields) => {
      const ours = readPlainCron(fields.length === 5 ? ["0", ...fields] : fields);
      if (!ours) return;
      accepted += 1;
      expect({ ok: true, value: ours }).toEqual(readCroner(joined(fields)));
    }),
    { numRuns: 4000 },
  );
  expect(accepted).toBeGreaterThan(400);
});

test("what croner refuses is refused, and the other way round", () => {
  fc.assert(
    fc.property(fc.oneof(plain, anything), (fields) => {
      expect(compileCron(joined(fields)).ok).toBe(isAccepted(joined(fields)));
    }),
    { numRuns: 3000 },
  );
});

test("the canonical text means the same, and is its own canonical text", () => {
  fc.assert(
    fc.property(fc.oneof(plain, anything), (fields) => {
      const compiled = compileCron(joined(fields));
      if (!compiled.ok || !compiled.value.fires) return;
      const again = readCroner(compiled.value.text);
      if (!again.ok) throw new Error(`${compiled.value.text}: ${again.error}`);
      expect(renderCron(again.value)).toBe(compiled.value.text);
      expect(again.value.elapsed).toBe(compiled.value.pattern.elapsed);
      let [a, b]: (number | undefined)[] = [Date.UTC(2027, 0, 31), Date.UTC(2027, 0, 31)];
      for (let i = 0; i < 5 && a !== undefined && b !== undefined; i++) {
        a = nextCron(compiled.value.pattern, "UTC", a);
        b = nextCron(again.value, "UTC", b);
        expect(b).toBe(a);
      }
    }),
    { numRuns: 3000 },
  );
});

test.each(["UTC", "Asia/Kolkata", "Asia/Tokyo", "America/Phoenix"])(
  "the same instants as croner's, in %s, where no clock changes",
  (zone) => {
    let compared = 0;
    const from = fc.integer({ min: Date.UTC(2024, 0) / 1000, max: Date.UTC(2034, 0) / 1000 });
    fc.assert(
      fc.property(fc.oneof(plain, anything), from, (fields, seconds) => {
        const compiled = compileCron(joined(fields));
        if (!compiled.ok) return;
        const reference = new Cron(joined(fields), { timezone: zone, mode: "5-or-6-parts" });
        let at = seconds * 1000;
        for (let i = 0; i < 3; i++) {
          const next = nextCron(compiled.value.pattern, zone, at);
          expect(next).toBe(reference.nextRun(new Date(at))?.getTime());
          if (next === undefined) return;
          compared += 1;
          at = next;
        }
      }),
      { numRuns: 400 },
    );
    expect(compared).toBeGreaterThan(100);
  },
);

test.each([...nicknames.keys()])("%s is croner's", (nickname) => {
  const reference = new Cron(nickname, { timezone: "UTC" }).nextRuns(3, new Date(0));
  const instants = instantsAfter({ schedule: nickname, zone: "UTC", from: 0, count: 3 });
  expect(instants).toEqual(reference.map((date) => date.getTime()));
});

function isAccepted(text: string): boolean {
  try {
    new Croner(text, undefined, { mode: "5-or-6-parts" });
    return true;
  } catch {
    return false;
  }
}
