import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { makeTaskRepository } from "../cli/task-repository.ts";
import { readBlocks } from "./read-blocks.ts";

const paper = readFileSync(fileURLToPath(new URL("../../docs/writing-actions.md", import.meta.url)), "utf8");

test("the action of the paper, written as it says, does what it says", async () => {
  const files = readBlocks(paper).map(({ notes, text }) => [notes[0]!, text] as const);
  expect(files.map(([path]) => path)).toEqual([
    "actions/greet/action.toml",
    "actions/greet/greet.py",
    "tasks.d/morning.toml",
  ]);
  const repository = makeTaskRepository(Object.fromEntries(files));
  expect(await repository.call("validate")).toMatchObject({ code: 0 });
  expect(await repository.call("run morning --dry-run")).toMatchObject({ code: 0 });
  expect((await repository.call("logs morning")).out).toContain("would greet Ada");
  const { code, out } = await repository.call("run morning");
  expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining("greeted 2") as string });
  expect((await repository.call("logs morning")).out).toBe("Hello, Ada\nHello, Bob\n");
});
