import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { Shell } from "./shell.ts";
import { makeTemporaryFolder } from "./temporary-folder.ts";

const project = fileURLToPath(new URL("../..", import.meta.url));
const files = join(import.meta.dirname, "pull-request");

/**
 * The README shows the comment of a pull request from `main` to `topic` (the folders of these names here), quoted so that a
 * forge draws it. `npx vitest run test/papers/pull-request.test.ts -u` writes it anew with what it says now.
 */
test("the README's comment is what a plan of that pull request says", async () => {
  const shell = new Shell({ top: makeTemporaryFolder(), project, places: {} });
  // Commits have the same names wherever and whenever they are made.
  shell.run(`
    export GIT_AUTHOR_DATE=2026-11-20T12:00:00Z GIT_COMMITTER_DATE=2026-11-20T12:00:00Z
    git init --quiet --initial-branch=main
    cp -R "${files}/main/." . && git add . && git commit --quiet --message=Backups
    git switch --quiet --create topic
    cp -R "${files}/topic/." . && git add . && git commit --quiet --message="Every hour, and the agent"
  `);
  const comment = shell.run("runner plan --base main --head topic --format markdown --now 2026-11-20T12:00Z");
  const readme = readFileSync(join(project, "README.md"), "utf8");
  await expect(showComment(readme, comment)).toMatchFileSnapshot(join(project, "README.md"));
});

/** The paper with that comment between its two marks. */
function showComment(paper: string, comment: string): string {
  const [start, end] = [
    "<!-- comment: test/papers/pull-request.test.ts holds it against the program -->\n",
    "<!-- /comment -->\n",
  ];
  const [before, rest] = paper.split(start) as [string, string];
  const after = rest.slice(rest.indexOf(end));
  const quoted = comment
    .trimEnd()
    .split("\n")
    .map((line) => `> ${line}`.trimEnd());
  return `${before}${start}\n${quoted.join("\n")}\n\n${after}`;
}
