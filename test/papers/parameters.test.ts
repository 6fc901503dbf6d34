import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { makeTaskRepository } from "../cli/task-repository.ts";
import { readBlocks } from "./read-blocks.ts";

const blocks = readBlocks(readFileSync(new URL("../../docs/parameters.md", import.meta.url), "utf8"));

test("docs/parameters.md: each example prints what it says, in the shell, in Python and in Node", async () => {
  const files = blocks.filter(({ notes }) => notes.length > 0).map(({ notes, text }) => [notes[0]!, text] as const);
  const repository = makeTaskRepository(Object.fromEntries(files));
  const calls = blocks.flatMap(({ language, text }, i) =>
    language === "sh" ? [{ words: text.trim().replace(/^runner /, ""), printed: blocks[i + 1]!.text }] : [],
  );
  expect(calls).toHaveLength(3);
  for (const { words, printed } of calls) {
    expect(await repository.call(words)).toMatchObject({ code: 0 });
    expect((await repository.call(`logs ${words.split(" ")[1]}`)).out).toContain(printed);
  }
});
