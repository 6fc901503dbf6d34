import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { boundLog } from "../../src/execute/log/bound-log.ts";
import { readLog } from "../../src/execute/log/read-log.ts";
import { makeStage, run, textOf } from "./stage.ts";

const block = 4096;

test.each([
  { name: "all of it", content: "0123456789", limit: 10, head: "0123456789", tail: "" },
  { name: "both ends", content: "0123456789", limit: 6, head: "012", tail: "789" },
  { name: "an odd limit", content: "0123456789", limit: 5, head: "01", tail: "89" },
  { name: "nothing printed", content: "", limit: 6, head: "", tail: "" },
])("excerpt: $name", async ({ content, limit, head, tail }) => {
  const path = join((await makeStage()).workspace, "log");
  writeFileSync(path, content);
  const excerpt = await readLog(path, limit, 4);
  expect([textOf(excerpt.head), textOf(excerpt.tail), excerpt.bytes]).toEqual([head, tail, content.length]);
});

test("a log that is not there is empty", async () => {
  const { executor } = (await makeStage()).play();
  expect(await executor.readLog(run, 10)).toEqual({ head: new Uint8Array(0), tail: new Uint8Array(0), bytes: 0 });
});

test.each(["mkdir log", "mkfifo log", "ln -s /etc/passwd log"])(
  "what a task puts in its log's place is not read: %s",
  async (command) => {
    const stage = await makeStage();
    const { executor, end } = stage.play({ maxLogBytes: 256 });
    const text = `cd "\${RUNNER_TMP%/*}"; echo said; rm log; ${command}`;
    await executor.start(stage.order({ command: { kind: "text", text } }));
    expect((await end()).exit).toEqual({ kind: "exited", code: 0 });
    expect(await executor.readLog(run, 10)).toEqual({ head: new Uint8Array(0), tail: new Uint8Array(0), bytes: 0 });
    await executor.forget(run);
  },
);

test("an exit file that a task has made a pipe of is not waited for", async () => {
  const stage = await makeStage();
  const { executor, end } = stage.play();
  const text = 'cd "${RUNNER_TMP%/*}"; rm 1.exit; mkfifo 1.exit';
  await executor.start(stage.order({ command: { kind: "text", text } }));
  expect((await end()).exit).toEqual({ kind: "exited", code: 0 });
});

test("the middle goes, both ends and the size stay, and an excerpt never shows the hole", async () => {
  const path = join((await makeStage()).workspace, "log");
  const kept = 2 * block;
  writeFileSync(
    path,
    Buffer.concat([Buffer.alloc(kept, "h"), Buffer.alloc(100 * block, "m"), Buffer.alloc(kept, "t")]),
  );
  const size = statSync(path).size;
  const bound = { path, size, kept, slack: block, punchedTo: 0, spared: new Set<number>() };
  expect(await boundLog(bound)).toEqual({ kind: "punched", punchedTo: size - kept });
  expect(statSync(path)).toMatchObject({ size });
  expect(statSync(path).blocks * 512).toBeLessThanOrEqual(16 * block);
  expect(await boundLog({ ...bound, punchedTo: size - kept })).toEqual({ kind: "fits" });
  const excerpt = await readLog(path, 50 * block, kept);
  expect([textOf(excerpt.head), textOf(excerpt.tail)]).toEqual(["h".repeat(kept), "t".repeat(kept)]);
  expect(bound.spared.size).toBe(0);
});

test("a talker of 200 MB leaves a bounded file, whose ends are what it printed first and last", async () => {
  const stage = await makeStage();
  const maxLogBytes = 256 * 1024;
  const { executor, end, warnings } = stage.play({ maxLogBytes });
  await executor.start(stage.order({ command: stage.puppet("talker") }));
  const talker = await stage.meet("talker");
  await talker.tell("print first");
  await talker.tell("flood 100");
  const blocks = () => statSync(executor.logPath(run)).blocks * 512;
  await vi.waitFor(() => expect(blocks()).toBeLessThan(3 * maxLogBytes), { timeout: 10_000 });
  await talker.tell("flood 100");
  await talker.tell("print last");
  talker.order("exit 0");
  expect((await end()).resources.outputBytes).toBe(200 * 1024 ** 2 + 11);
  expect(blocks()).toBeLessThanOrEqual(maxLogBytes + 16 * block);
  const excerpt = await executor.readLog(run, 2048);
  expect(textOf(excerpt.head).startsWith("first\nall work")).toBe(true);
  expect(textOf(excerpt.tail).endsWith("last\n")).toBe(true);
  expect(excerpt.bytes).toBe(200 * 1024 ** 2 + 11);
  expect(warnings).toEqual([]);
});

test("without fallocate a long log stays whole, and that is said once", async () => {
  const stage = await makeStage();
  vi.stubEnv("PATH", stage.workspace);
  onTestFinished(() => void vi.unstubAllEnvs());
  const { executor, end, warnings } = stage.play({ maxLogBytes: 1000 });
  const command = { kind: "text", text: "printf %5000d 1" } as const;
  await executor.start(stage.order({ command }));
  await end();
  await executor.start(stage.order({ command, launch: 2 }));
  await end();
  expect(readFileSync(executor.logPath(run)).length).toBe(10_000);
  expect(warnings).toEqual([
    "Long logs stay whole on disk until their run is reported: the program fallocate (of util-linux) is not there.",
  ]);
});
