import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { findBrokenLinks } from "../../scripts/check-links.ts";
import { makeTemporaryFolder } from "./temporary-folder.ts";

test("every link of the papers leads to a file and a heading that are there", async () => {
  const project = fileURLToPath(new URL("../..", import.meta.url));
  expect(await findBrokenLinks(project, { web: false })).toEqual([]);
});

test.each([
  ["[a](other.md)", undefined],
  ["[a](other.md#the-second-part)", undefined],
  ["[a](#here)", undefined],
  ["[a](sub/)", undefined],
  ["`[a](gone.md)`", undefined],
  ["[a](gone.md)", "there is no such file"],
  ["[a](other.md#gone)", "there is no such heading"],
  ["[a](#gone)", "there is no such heading"],
])("%s", async (text, problem) => {
  const top = makeTemporaryFolder();
  mkdirSync(join(top, "sub"));
  writeFileSync(join(top, "other.md"), "# Other\n\n## The *second* part!\n");
  writeFileSync(join(top, "page.md"), `# Here\n\n${text}\n`);
  const broken = await findBrokenLinks(top, { web: false });
  expect(broken.map((link) => link.problem)).toEqual(problem === undefined ? [] : [problem]);
});
