import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { readBlocks } from "./read-blocks.ts";
import { Shell } from "./shell.ts";
import { makeTemporaryFolder } from "./temporary-folder.ts";

const project = fileURLToPath(new URL("../..", import.meta.url));
const blocks = readBlocks(readFileSync(`${project}README.md`, "utf8"));

test("the README's audit is what one sees after somebody has changed a log", () => {
  const shell = new Shell({ top: makeTemporaryFolder(), project, places: {} });
  shell.run(blocks.find(({ text }) => text.startsWith("runner init "))!.text);
  shell.run(`
    git worktree add --quiet ../reports runner/reports
    for log in ../reports/runs/*/*/*/*/*.log; do echo "all is well" > "$log"; done
    git -C ../reports commit --quiet --all --message="hello: success in 92 ms"
  `);
  const shown = blocks.find(({ notes }) => notes.includes("tampered"))!.text;
  const [command, ...output] = shown.split("\n");
  const { status, text } = shell.try(command!.replace(/^\$ /, ""));
  expect(status).toBe(1);
  expect(withoutNames(text)).toBe(withoutNames(output.join("\n")));
});

/** Commits, runs and days are others each time; their form is the same. */
function withoutNames(text: string): string {
  return text
    .replace(/\b[0-9a-f]{40}\b/g, "COMMIT")
    .replace(/\b[0-9a-f]{12}\b/g, "TIP")
    .replace(/\d{8}T\d{6}Z-[0-9a-f]{10}/g, "RUN")
    .replace(/runs\/\d{4}\/\d\d\/\d\d\//g, "runs/DAY/");
}
