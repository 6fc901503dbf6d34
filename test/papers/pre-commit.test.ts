import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { makeTaskRepository } from "../cli/task-repository.ts";

const project = new URL("../../", import.meta.url).pathname;
const [hook, ...others] = parse(readFileSync(join(project, ".pre-commit-hooks.yaml"), "utf8")) as {
  id: string;
  name: string;
  entry: string;
  language: string;
  files: string;
  pass_filenames: boolean;
}[];

/** As pre-commit does: installs the package, and calls the entry in the top folder, with what is staged and nothing else. */
function commit(dir: string): { code: number | null; out: string } {
  const [command, ...words] = hook!.entry.split(" ");
  const { bin } = JSON.parse(readFileSync(join(project, "package.json"), "utf8")) as { bin: Record<string, string> };
  const { status, stdout } = spawnSync(process.execPath, [join(project, bin[command!]!), ...words], {
    cwd: dir,
    encoding: "utf8",
  });
  return { code: status, out: stdout };
}

test("one hook, in the manner of pre-commit", () => {
  expect(others).toEqual([]);
  expect(hook).toMatchObject({ id: "runner-validate", language: "node", pass_filenames: false });
});

test.each([
  ["tasks.d/a.toml", true],
  ["tasks.d/web/a.yaml", true],
  ["scripts/x.sh", true],
  ["actions/backup/action.toml", true],
  ["calendars/holidays.toml", true],
  ["runner.toml", true],
  ["README.md", false],
  ["docs/runner.toml", false],
])("%s calls it: %s", (path, isCalled) => {
  // Python's re.search, which pre-commit uses, reads this pattern as JavaScript does.
  expect(new RegExp(hook!.files).test(path)).toBe(isCalled);
});

test("it keeps what is wrong from being committed, and lets pass what is right", () => {
  const repository = makeTaskRepository({ "tasks.d/a.toml": 'run = "true"\n' });
  writeFileSync(join(repository.dir, "tasks.d/a.toml"), 'run = "true"\nschedule = "daily at 25:00"\n');
  repository.git("add", ".");
  const refused = commit(repository.dir);
  expect(refused.code).toBe(2);
  expect(refused.out).toContain("--> tasks.d/a.toml:2:12");
  writeFileSync(join(repository.dir, "tasks.d/a.toml"), 'run = "true"\nschedule = "daily at 23:00"\n');
  repository.git("add", ".");
  expect(commit(repository.dir).code).toBe(0);
});
