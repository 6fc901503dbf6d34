import { expect, test } from "vitest";
import type { Io } from "../../src/cli/io.ts";
import { makeLog } from "../../src/cli/make-log.ts";

function log(errIsTerminal: boolean, logFormat: "auto" | "json" | "pretty", env: Io["env"] = {}): string {
  let said = "";
  const err = (text: string): void => void (said += text);
  const io = { err, errIsTerminal, env } as unknown as Io;
  makeLog(io, { logLevel: "info", logFormat }).info({ task: "a" }, "it runs");
  return said;
}

test("in a pipe a line of JSON", () => {
  expect(JSON.parse(log(false, "auto"))).toMatchObject({ level: 30, task: "a", msg: "it runs" });
  expect(JSON.parse(log(true, "json"))).toMatchObject({ msg: "it runs" });
});

test("on a terminal text, said at once", () => {
  expect(log(true, "auto", { NO_COLOR: "1" })).toMatch(/^\[\d\d:\d\d:\d\d\] INFO: it runs\n {4}task: "a"\n$/);
  expect(log(true, "auto")).toContain("\x1b[");
  expect(log(false, "pretty")).not.toContain("\x1b[");
});
