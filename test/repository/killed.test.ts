import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { git, must, open, put, report, reportIds, reportsOptions, workTree } from "./scratch.ts";

/**
 * A runner that commits r1 to r3 with a git that stops, before or after the command at hand, until we have killed it.
 * The stand-in for git is first on its PATH and hands everything else on.
 */
async function killAt(dir: string, command: "fast-import" | "update-ref", when: "before" | "after"): Promise<void> {
  const realGit = git(dir, "--exec-path").concat("/git");
  const [stopped, go] = [join(dir, "../stopped"), join(dir, "../go")];
  // The first pipe stays open until the stand-in is gone; the second lets it go on.
  const stop = `exec 9> ${stopped}; echo here >&9; cat ${go}`;
  put(dir, {
    "../bin/git": {
      run: `#!/bin/bash
for word in "$@"; do
  if [ "$word" = ${command} ]; then
    ${when === "before" ? stop : ""}
    ${realGit} "$@"; code=$?
    ${when === "after" ? stop : ""}
    exit $code
  fi
done
exec ${realGit} "$@"
`,
    },
    "../program.mjs": `
import { openRepository } from ${JSON.stringify(new URL("../../src/repository/index.ts", import.meta.url).href)};
const opened = await openRepository(${JSON.stringify(dir)});
await opened.value.reports(${JSON.stringify({ ...reportsOptions, remote: undefined })})
  .commit(${JSON.stringify(["r1", "r2", "r3"].map((id) => report(id)))});
`,
  });
  await once(spawn("mkfifo", [stopped, go]), "exit");
  const env = { ...process.env, PATH: `${join(dir, "../bin")}:${process.env["PATH"]}` };
  const runner = spawn(process.execPath, [join(dir, "../program.mjs")], { env, stdio: "inherit" });
  const ended = once(runner, "exit");
  const watcher = spawn("cat", [stopped], { stdio: ["ignore", "pipe", "inherit"] });
  const gone = once(watcher, "exit");
  await once(watcher.stdout, "data");
  runner.kill("SIGKILL");
  await ended;
  // The git that it left behind goes on to its end.
  await writeFile(go, "");
  await gone;
}

describe.each(["fast-import", "update-ref"] as const)("killed at %s", (command) => {
  test.each(["before", "after"] as const)("%s it: all reports are there once in the end", async (when) => {
    const dir = workTree();
    must(await (await open(dir)).reports({ ...reportsOptions, remote: undefined }).commit([report("r0")]));
    await killAt(dir, command, when);

    const reports = (await open(dir)).reports({ ...reportsOptions, remote: undefined });
    const wanted = ["r1", "r2", "r3"].map((id) => report(id));
    const there = must(await reports.present(wanted.map((each) => each.proof)));
    // A batch is there whole, or not at all: only the update of the ref makes it so.
    expect(there.size).toBe(command === "update-ref" ? 3 : 0);
    must(await reports.commit(wanted.filter((each) => !there.has(each.proof))));
    expect(reportIds(dir)).toEqual(["r0", "r1", "r2", "r3"]);
    expect(git(dir, "fsck", "--strict")).not.toContain("error");
  });
});
