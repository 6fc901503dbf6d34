import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { makeTaskRepository } from "./task-repository.ts";

/** A folder for tools, and a task that looks for them there. */
function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "runner-tools-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function makeTool(folder: string, version: string): void {
  const path = join(folder, "mytool");
  rmSync(path, { force: true });
  writeFileSync(path, `#!/bin/sh\n: >'${folder}/asked'\necho mytool ${version}\n`);
  chmodSync(path, 0o755);
}

const taskOf = (folder: string, more = ""): Record<string, string> => ({
  "tasks.d/a.toml": `run = "mytool"\nrequires = ["mytool>=2.0"]\n${more}[env]\nPATH = "${folder}:/usr/bin:/bin"\n`,
});

interface Told {
  readonly reason: string;
  readonly tasks: readonly {
    readonly id: string;
    readonly state: string;
    readonly last?: { readonly reason: string };
  }[];
}

test("a task whose tool is missing does not start, and says why", async () => {
  const folder = makeFolder();
  const repository = makeTaskRepository(taskOf(folder));
  await repository.start();
  const asked = await repository.call("run a --wait");
  expect(asked).toMatchObject({ code: 1, out: expect.stringContaining("requires") as string });
  const status = JSON.parse((await repository.call("status --json")).out) as Told;
  expect(status.tasks).toMatchObject([{ id: "a", state: "blocked", last: { reason: "requires" } }]);
  expect((await repository.call("status")).out).toContain("blocked: `runner explain a`");
  const why = `mytool>=2.0: mytool is not on the PATH (${folder}:/usr/bin:/bin)`;
  const { reason } = JSON.parse((await repository.call("explain a --json")).out) as Told;
  expect(reason).toContain(`reason requires: ${why}.`);

  makeTool(folder, "1.9");
  expect((await repository.call("explain a")).out).toContain(`mytool>=2.0: ${folder}/mytool is 1.9`);

  makeTool(folder, "2.0.1");
  expect(await repository.call("explain a")).toMatchObject({
    out: expect.stringMatching(/requires +pass +mytool>=2\.0: .*is 2\.0\.1/) as string,
  });
});

test("a dry run looks for the tools, and at what its condition is about, before it says what would be", async () => {
  const folder = makeFolder();
  const when = `when = { file = "${folder}/there" }\n`;
  const repository = makeTaskRepository(taskOf(folder, when));
  expect((await repository.call("run a --dry-run")).out).toMatch(/^a would be skipped: .*mytool is not on the PATH/);
  makeTool(folder, "2.1");
  expect((await repository.call("run a --dry-run")).out).toMatch(/^a would be skipped: file\(.*there\)/);
  writeFileSync(join(folder, "there"), "");
  expect((await repository.call("run a --dry-run")).out).toMatch(/^a would run now/);
});

test("a task that may wait starts when its tool has come, without a restart", async () => {
  const folder = makeFolder();
  const repository = makeTaskRepository({
    ...taskOf(folder, 'otherwise = "wait"\n'),
    "runner.toml": '[runner]\nfacts_every = "1s"\n',
  });
  const daemon = await repository.start();
  expect((await repository.call("run a")).out).toContain("has to wait: requires: ");
  const why = "requires: mytool>=2.0: mytool is not on the PATH";
  while (!(await repository.call("status")).out.includes(why));
  makeTool(folder, "2.1");
  await daemon.says("a: success");
});

test("a plan asks no tool: a stranger says what would be executed", async () => {
  const folder = makeFolder();
  makeTool(folder, "2.0");
  const repository = makeTaskRepository(taskOf(folder, 'schedule = "hourly"\n'));
  const { code, out } = await repository.call("plan");
  expect(code).toBe(0);
  expect(out).toContain(`tool(mytool>=2.0 on ${folder}:/usr/bin:/bin)`);
  expect(existsSync(join(folder, "asked"))).toBe(false);
  expect((await repository.call("validate")).code).toBe(0);
  expect(existsSync(join(folder, "asked"))).toBe(false);
});

test("what is required is told in a plan when it changes", async () => {
  const folder = makeFolder();
  const repository = makeTaskRepository({ "tasks.d/a.toml": 'run = "true"\nrequires = ["tar"]\n' });
  repository.commit({ "tasks.d/a.toml": 'run = "true"\nrequires = ["tar>=1.30", "python3"]\n' });
  const { out } = await repository.call("plan --base HEAD~1");
  expect(out).toMatch(/requires: tar → tar>=1\.30, python3/);
  expect(existsSync(join(folder, "asked"))).toBe(false);
});

test("runner facts tells of tools as well", async () => {
  const folder = makeFolder();
  makeTool(folder, "2.4");
  const { out } = await makeTaskRepository(taskOf(folder)).call("facts --json");
  expect(JSON.parse(out)).toMatchObject([{ value: true, tasks: ["a"] }]);
});
