import { describe, expect, test } from "vitest";
import { parseUtmp, utmpRecordBytes, utmpWordsOf } from "../../../src/reconcile/senses/parse-utmp.ts";
import { makeUtmpRecord } from "./utmp.ts";

const ada = { user: "ada", line: "pts/0", pid: 4711, at: 1_795_000_000_250, id: "ada pts/0 4711 1795000000.250000" };
const long = "x".repeat(32);

describe("utmp(5)", () => {
  test.each([
    { name: "nothing", bytes: [], logins: [] },
    { name: "a login", bytes: [makeUtmpRecord()], logins: [ada] },
    {
      name: "boots, lines that wait and those that have left are none",
      bytes: [1, 2, 6, 8, 0].map((type) => makeUtmpRecord({ type })),
      logins: [],
    },
    { name: "a login without a user is none", bytes: [makeUtmpRecord({ user: "" })], logins: [] },
    {
      name: "in the order of the file",
      bytes: [makeUtmpRecord({ type: 2, user: "reboot" }), makeUtmpRecord({ user: "bob" }), makeUtmpRecord()],
      logins: [{ ...ada, user: "bob", id: ada.id.replace("ada", "bob") }, ada],
    },
    {
      name: "a record that is not all there yet is left out",
      bytes: [makeUtmpRecord(), makeUtmpRecord().subarray(0, 383)],
      logins: [ada],
    },
    {
      name: "fields that are full have no zero at their end",
      bytes: [makeUtmpRecord({ user: long, line: long })],
      logins: [{ ...ada, user: long, line: long, id: `${long} ${long} 4711 1795000000.250000` }],
    },
    {
      name: "after 2038",
      bytes: [makeUtmpRecord({ seconds: 2_200_000_000, micros: 7 })],
      logins: [{ ...ada, at: 2_200_000_000_000, id: "ada pts/0 4711 2200000000.000007" }],
    },
  ])("$name", ({ bytes, logins }) => {
    expect(parseUtmp(Buffer.concat(bytes), "narrow")).toEqual(logins);
  });

  test("with wide words", () => {
    const bytes = Buffer.concat([makeUtmpRecord({ type: 8 }, "wide"), makeUtmpRecord({}, "wide")]);
    expect(parseUtmp(bytes, "wide")).toEqual([ada]);
  });

  test.each([
    { arch: "x64", bytes: 384 },
    { arch: "arm64", bytes: 400 },
  ])("a record has $bytes bytes on $arch", ({ arch, bytes }) => {
    expect(utmpRecordBytes(utmpWordsOf(arch))).toBe(bytes);
  });
});
