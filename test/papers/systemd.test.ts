import { spawnSync } from "node:child_process";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { define } from "../../src/definition/index.ts";
import { makeTemporaryFolder } from "./temporary-folder.ts";

const examples = fileURLToPath(new URL("../../examples/systemd", import.meta.url));
const units = ["runner.service", "runner-reconcile.service", "runner-reconcile.timer"];

describe("examples/systemd", () => {
  test("systemd finds nothing wrong with the units, with the drop-in and without", () => {
    const folder = installUnits();
    expect(verify(folder)).toEqual({ status: 0, stderr: "" });
    writeFileSync(join(folder, "runner.service.d/unprivileged.conf"), "[Service]\n");
    expect(verify(folder)).toEqual({ status: 0, stderr: "" });
  });

  test("systemd looks into the drop-in too", () => {
    const folder = installUnits();
    writeFileSync(join(folder, "runner.service.d/unprivileged.conf"), "[Service]\nKilMode=process\n");
    expect(verify(folder).stderr).toContain("KilMode");
  });

  test.each(["runner.service", "runner-reconcile.service"])("%s leaves runs alone when it stops", (unit) => {
    const text = readFileSync(join(examples, unit), "utf8");
    expect(text).toMatch(/^KillMode=process$/m);
    expect(text).toMatch(/^OOMPolicy=continue$/m);
    // Each of these would take something from under a run that goes on.
    expect(text).not.toMatch(/^(PrivateTmp|RuntimeDirectory|DynamicUser|RemoveIPC)=/m);
  });
});

test.each(["runner.service", "runner-reconcile.service"])(
  "%s has groups to hand down, and folders of its own",
  (unit) => {
    const text = readFileSync(join(examples, unit), "utf8");
    for (const line of ["Delegate=yes", "DelegateSubgroup=runner", "StateDirectory=runner", "CacheDirectory=runner"])
      expect(text).toContain(`\n${line}\n`);
    // Runs of other users pass through the one and have no business in the other.
    expect(text).toMatch(/^StateDirectoryMode=0700$/m);
    expect(text).toMatch(/^CacheDirectoryMode=0711$/m);
  },
);

test("the service has time to run what is on shutdown before systemd kills it", () => {
  const text = readFileSync(join(examples, "runner.service"), "utf8");
  const minutes = Number(/^TimeoutStopSec=(\d+)min$/m.exec(text)?.[1]);
  const host = { name: "host", file: undefined, env: {} };
  const { catalog } = define({ files: { files: [], others: [], find: () => undefined }, now: 0, host });
  expect(minutes * 60_000).toBeGreaterThan(catalog!.settings.runner.shutdownGraceMs);
  // It would run them whenever the service is stopped.
  expect(text).not.toMatch(/^ExecStop=/m);
});

/** Came with systemd 254: older ones say that they pass over it. */
const subgroup = /^DelegateSubgroup=.*\n/m;

/** The units with a command that is there: systemd-analyze looks for it. */
function installUnits(): string {
  const folder = makeTemporaryFolder();
  cpSync(examples, folder, { recursive: true });
  for (const unit of units) {
    const path = join(folder, unit);
    const text = readFileSync(path, "utf8").replace("/usr/local/bin/runner", process.execPath);
    writeFileSync(path, versionOfSystemd() < 254 ? text.replace(subgroup, "") : text);
  }
  return folder;
}

function verify(folder: string): { status: number | null; stderr: string } {
  const paths = units.map((unit) => join(folder, unit));
  const done = spawnSync("systemd-analyze", ["verify", "--man=no", "--recursive-errors=no", ...paths], {
    encoding: "utf8",
  });
  if (done.error) {
    throw new Error("systemd-analyze is not there: install the package systemd, as .ci/run does", {
      cause: done.error,
    });
  }
  return { status: done.status, stderr: done.stderr };
}

function versionOfSystemd(): number {
  const { stdout } = spawnSync("systemd-analyze", ["--version"], { encoding: "utf8" });
  return Number(/^systemd (\d+)/.exec(stdout ?? "")?.[1]);
}
