import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import type { Folder } from "./folder.ts";
import { makeFolder } from "./folder.ts";
import { runBin } from "./run-bin.ts";

let folder: Folder;
let bare: string;
let clone: string;

beforeEach(async () => {
  folder = makeFolder();
  bare = join(folder.dir, "it's ours.git");
  clone = join(folder.dir, "clone");
  git(folder.dir, "init", "--quiet", "--bare", "--initial-branch=main", bare);
  git(folder.dir, "init", "--quiet", "--initial-branch=main", clone);
  git(clone, "remote", "add", "origin", bare);
  expect(await runBin(["init", "--ci", "hook", bare], folder.dir).done).toMatchObject({ code: 0, err: "" });
});

function git(cwd: string, ...args: string[]): string {
  const who = ["-c", "user.name=A", "-c", "user.email=a@localhost"];
  return execFileSync("git", [...who, ...args], { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

function push(files: Readonly<Record<string, string>>, ...refs: string[]): { code: number | null; said: string } {
  folder.write(Object.fromEntries(Object.entries(files).map(([path, text]) => [`clone/${path}`, text])));
  git(clone, "add", ".");
  git(clone, "commit", "--quiet", "--allow-empty", "--message=change");
  const { status, stderr } = spawnSync(
    "git",
    ["push", "--quiet", "origin", ...(refs.length > 0 ? refs : ["HEAD:main"])],
    {
      cwd: clone,
      encoding: "utf8",
    },
  );
  return { code: status, said: stderr };
}

test("what the runner would turn away is turned away, and the pusher sees why", () => {
  const { code, said } = push({ "tasks.d/a.toml": 'run = "true"\nschedule = "daily at 25:00"\n' });
  expect(code).toBe(1);
  expect(said).toContain('remote: error[bad-time]: "25:00" is not a time of day.');
  expect(said).toContain("remote:   --> tasks.d/a.toml:2:12");
  expect(said).toContain("remote: refs/heads/main is turned away: correct what is said above, commit, and push again.");
  expect(git(bare, "for-each-ref")).toBe("");
});

test("what is valid arrives, also what is corrected", () => {
  push({ "tasks.d/a.toml": "run = 1\n" });
  expect(push({ "tasks.d/a.toml": 'run = { script = "scripts/x.sh" }\n', "scripts/x.sh": "true\n" }).code).toBe(0);
  expect(git(bare, "rev-parse", "main")).toBe(git(clone, "rev-parse", "HEAD"));
});

test("nothing hides from it by an attribute of its own", () => {
  const { code } = push({ "tasks.d/a.toml": "run = 1\n", ".gitattributes": "tasks.d/** export-ignore\n" });
  expect(code).toBe(1);
});

test("other branches, deletions, and a repository without tasks are none of its business", () => {
  expect(push({ "tasks.d/a.toml": "run = 1\n" }, "HEAD:draft").code).toBe(0);
  expect(push({ "tasks.d/a.toml": 'run = "x"\n' }).code).toBe(0);
  git(bare, "config", "receive.denyDeleteCurrent", "ignore");
  expect(push({}, ":main").code).toBe(0);
});

test("it may be executed; one that is there already stays as it is", async () => {
  const path = join(bare, "hooks/pre-receive");
  expect(statSync(path).mode & 0o111).toBe(0o111);
  writeFileSync(path, "#!/bin/sh\n");
  const { code, out } = await folder.call(["init", "--ci", "hook", bare]);
  expect({ code, out }).toEqual({ code: 0, out: `${path} was there, and stays as it is\n` });
  expect(readFileSync(path, "utf8")).toBe("#!/bin/sh\n");
});

test("only for a bare repository, and nothing else is known", async () => {
  expect(await folder.call(["init", "--ci", "hook", clone])).toMatchObject({
    code: 3,
    err: expect.stringContaining("is no bare repository, and nobody pushes to it") as unknown,
  });
  expect(await folder.call(["init", "--ci", "jenkins"])).toMatchObject({
    code: 2,
    err: 'runner: --ci: "jenkins" is not one of: github, gitlab, forgejo, gitea, hook\n',
  });
});
