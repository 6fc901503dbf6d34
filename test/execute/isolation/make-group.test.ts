import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { enableControllers, makeGroup, readGroup } from "../../../src/execute/isolation/make-group.ts";

/*
 * Folders that look like control groups, with the files of cgroups(7) as the kernel writes them. That the kernel does what
 * they say is not shown here: isolation.test.ts does, on a host that delegates controllers to the runner.
 */
function makeFolder(files: Readonly<Record<string, string>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), "runner-group-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

test("limits are written to their files; without swap to count there is none to forbid", () => {
  const folder = join(makeFolder(), "run");
  makeGroup(folder, [
    ["memory.max", "1048576"],
    ["memory.swap.max", "0"],
    ["pids.max", "9"],
  ]);
  expect(readFileSync(join(folder, "memory.max"), "utf8")).toBe("1048576");
  expect(readFileSync(join(folder, "pids.max"), "utf8")).toBe("9");
  expect(() => readFileSync(join(folder, "memory.swap.max"))).toThrow("ENOENT");
});

test("the controllers that were handed down are those that are there afterwards", () => {
  const own = makeFolder();
  mkdirSync(join(own, "runner"));
  writeFileSync(join(own, "runner", "cgroup.subtree_control"), "memory pids\n");
  // A kernel adds what is written to what is there; a file has the last that was written.
  expect(enableControllers(join(own, "runner"))).toEqual(new Set(["+io"]));
  expect(readFileSync(join(own, "cgroup.subtree_control"), "utf8")).toBe("+io");
});

test("a group that cannot hand anything down has no controllers", () => {
  expect(enableControllers("/proc/self/no-such-group")).toEqual(new Set());
});

const events = (oom: number): string => `low 0\nhigh 0\nmax 7\noom ${oom}\noom_kill ${oom}\noom_group_kill 0\n`;

test.each<[what: string, files: Record<string, string>, found: unknown]>([
  ["no limits: nothing is said of it", { "memory.max": "max\n", "pids.max": "max\n" }, undefined],
  ["no limits but the period of its processor's", { "cpu.max": "max 100000\n", "memory.peak": "9\n" }, undefined],
  [
    "a limit of the processor alone: the peak is the kernel's, too",
    { "memory.max": "max\n", "cpu.max": "20000 100000\n", "memory.peak": "524288\n", "memory.events": events(0) },
    { peakMemoryBytes: 524_288, broke: undefined },
  ],
  ["no controllers", { "cgroup.procs": "" }, undefined],
  [
    "within its limits: the peak is the kernel's",
    { "memory.max": "1048576\n", "memory.peak": "524288\n", "memory.events": events(0) },
    { peakMemoryBytes: 524_288, broke: undefined },
  ],
  [
    "ended for its memory",
    { "memory.max": "1048576\n", "memory.peak": "1048576\n", "memory.events": events(1) },
    { peakMemoryBytes: 1_048_576, broke: "memory" },
  ],
  [
    "refused a process",
    { "pids.max": "9\n", "pids.events": "max 3\n" },
    { peakMemoryBytes: undefined, broke: "processes" },
  ],
  [
    "both: what ended it goes first",
    { "memory.max": "1\n", "memory.events": events(2), "pids.max": "9\n", "pids.events": "max 3\n" },
    { peakMemoryBytes: undefined, broke: "memory" },
  ],
  [
    "a kernel without memory.peak (before 5.19)",
    { "memory.max": "1\n", "memory.events": events(0) },
    { peakMemoryBytes: undefined, broke: undefined },
  ],
])("a group of a run with %s", (_, files, found) => {
  expect(readGroup(makeFolder(files))).toEqual(found);
});
