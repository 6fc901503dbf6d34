import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { git, must, open, put, report, reportIds, reportsOptions, workTree } from "./scratch.ts";

/**
 * A runner that does this with the reports branch, with a git that stops, before or after the command at hand, until we have killed it.
 * The stand-in for git is first on its PATH and hands everything else on.
 */
async function killAt(
  dir: string,
  command: "fast-import" | "update-ref",
  when: "before" | "after",
  work: string,
): Promise<void> {
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
  .${work};
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
    await killAt(dir, command, when, `commit(${JSON.stringify(["r1", "r2", "r3"].map((id) => report(id)))})`);

    const reports = (await open(dir)).reports({ ...reportsOptions, remote: undefined });
    const wanted = ["r1", "r2", "r3"].map((id) => report(id));
    const there = must(await reports.present(wanted.map((each) => each.proof)));
    // A batch is there whole, or not at all: only the update of the ref makes it so.
    expect(there.size).toBe(command === "update-ref" ? 3 : 0);
    must(await reports.commit(wanted.filter((each) => !there.has(each.proof))));
    expect(reportIds(dir)).toEqual(["r0", "r1", "r2", "r3"]);
    expect(git(dir, "fsck", "--strict")).not.toContain("error");
  });

  test.each(["before", "after"] as const)("%s it: what is to leave the tip does, once", async (when) => {
    const dir = workTree();
    const reports = (await open(dir)).reports({ ...reportsOptions, remote: undefined });
    must(await reports.commit([report("r1"), report("r2")]));
    const [old, kept] = [report("r1").files[0]!.path, report("r2").files[0]!.path];
    const removal = { removed: [old], message: "retention: 1 file removed\n", at: Date.UTC(2026, 10, 27) };
    await killAt(dir, command, when, `remove(() => (${JSON.stringify(removal)}))`);

    const isMoved = command === "update-ref";
    const onTip = (): string => git(dir, "ls-tree", "-r", "--name-only", "runner/reports", "--", "runs/");
    expect(onTip()).toBe(isMoved ? kept : `${old}\n${kept}`);
    must(await reports.remove((paths) => (paths.includes(old) ? removal : undefined)));
    expect(onTip()).toBe(kept);
    expect(git(dir, "log", "--format=%s", "--grep=^retention", "runner/reports")).toBe("retention: 1 file removed");
    expect(git(dir, "fsck", "--strict")).not.toContain("error");
  });
});
