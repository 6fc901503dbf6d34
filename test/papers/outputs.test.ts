import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { makeTaskRepository } from "../cli/task-repository.ts";
import { readBlocks } from "./read-blocks.ts";

const blocks = readBlocks(readFileSync(new URL("../../docs/outputs.md", import.meta.url), "utf8"));
const tasks = Object.fromEntries(
  blocks.filter(({ language }) => language === "toml").map(({ notes, text }) => [notes[0]!, text]),
);

interface Run {
  readonly task: string;
  readonly status: string;
  readonly reason: string;
  readonly outputs?: object;
}

async function runAll(data: Readonly<Record<string, string>>): Promise<Readonly<Record<string, Run>>> {
  const { call } = makeTaskRepository({ ...tasks, ...data });
  await call("run compress --wait");
  const runs = JSON.parse((await call("history --json")).out) as Run[];
  return Object.fromEntries(runs.map((run) => [run.task, run]));
}

test("the tasks of docs/outputs.md hand on JSON to each other, in Python, JavaScript and shell", async () => {
  const runs = await runAll({ "data/small file": "x", 'data/lar"ge': "x".repeat(1000) });
  expect(runs["measure"]).toMatchObject({
    status: "success",
    outputs: { summary: "2 files", metrics: { bytes: 1001 }, data: { sizes: { "small file": 1, 'lar"ge': 1000 } } },
  });
  expect(runs["choose"]).toMatchObject({
    status: "success",
    outputs: { success: true, summary: 'lar"ge is the largest', data: { largest: 'lar"ge' } },
  });
  expect(runs["compress"]).toMatchObject({
    status: "success",
    outputs: {
      summary: 'lar"ge is compressed',
      changes: [{ kind: "file-created", path: expect.stringMatching(/lar"ge\.gz$/) as string }],
      artifacts: [{ bytes: expect.any(Number) as number, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string }],
    },
  });
});
