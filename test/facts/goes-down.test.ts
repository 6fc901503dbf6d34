import { chmodSync, existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { goesDown, isStopping } from "../../src/facts/goes-down.ts";
import { makeFolder } from "./host.ts";

/** A program that answers as systemctl(1) does. */
function makeSystemctl(script: string): string {
  const path = join(makeFolder(), "systemctl");
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

test.each([
  { name: "going down", script: '[ "$1" = is-system-running ] && echo stopping; exit 1', stopping: true },
  { name: "up", script: "echo running", stopping: false },
  { name: "up, with a unit that failed", script: "echo degraded; exit 1", stopping: false },
  { name: "no answer", script: "echo 'Failed to connect to bus' >&2; exit 1", stopping: false },
  { name: "no answer in time", script: "exec sleep 1000", stopping: false },
])("$name", async ({ script, stopping }) => {
  expect(await isStopping(makeSystemctl(script))).toBe(stopping);
});

test("no such program", async () => {
  expect(await isStopping("/nowhere/systemctl")).toBe(false);
});

test("without systemd it is not known", async () => {
  if (!existsSync("/run/systemd/system")) expect(await goesDown()).toBe(false);
});
