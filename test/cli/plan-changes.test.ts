import { describe, expect, test } from "vitest";
import type { TaskRepository } from "./task-repository.ts";
import { makeTaskRepository } from "./task-repository.ts";

const files = {
  "tasks.d/backup.toml": 'schedule = "weekly on sunday at 03:00"\ntimezone = "Europe/Berlin"\nrun = ["scripts/x.sh"]\n',
  "tasks.d/ping.toml": 'schedule = "hourly"\nrun = "true"\n',
  "scripts/x.sh": "#!/bin/sh\ntrue\n",
};

interface Told {
  readonly task: string;
  readonly change: string;
  readonly fields: readonly { readonly name: string; readonly consequence: string | null }[];
}

async function changesOf(repository: TaskRepository, words = ""): Promise<readonly string[]> {
  const { code, out, err } = await repository.call(`plan --json --now 2026-11-20T12:00Z ${words}`.trim());
  expect({ code, err }).toEqual({ code: 0, err: "" });
  const { changes } = JSON.parse(out) as { changes: readonly Told[] };
  return changes.map(({ task, change, fields }) => `${change} ${task}: ${fields.map(({ name }) => name).join(", ")}`);
}

describe("compares with", () => {
  test("nothing, where there is nothing: all are new", async () => {
    const repository = makeTaskRepository(files);
    expect(await changesOf(repository)).toEqual(["added backup: schedule, timezone, run", "added ping: schedule, run"]);
  });

  test("what is in force, whatever the upstream branch has", async () => {
    const repository = makeTaskRepository(files);
    await repository.call("reconcile");
    repository.git("branch", "other");
    repository.git("branch", "--set-upstream-to=other");
    repository.commit({ "tasks.d/ping.toml": 'schedule = "daily"\nrun = "true"\n' });
    repository.git("branch", "--force", "other", "HEAD");
    expect(await changesOf(repository)).toEqual(["changed ping: schedule"]);
  });

  test("the upstream branch, where nothing is in force", async () => {
    const repository = makeTaskRepository(files);
    repository.git("branch", "other");
    repository.git("branch", "--set-upstream-to=other");
    repository.write({ "scripts/x.sh": "#!/bin/sh\nfalse\n", "tasks.d/new.yaml": "run: date\n" });
    expect(await changesOf(repository)).toEqual(["changed backup: scripts/x.sh", "added new: run"]);
  });

  test("the revision that was asked for, and plans the one that was asked for", async () => {
    const repository = makeTaskRepository(files);
    repository.git("branch", "one");
    repository.commit({ "scripts/x.sh": "#!/bin/sh\nfalse\n" });
    repository.commit({ "tasks.d/ping.toml": 'schedule = "daily"\nrun = "true"\n' });
    repository.write({ "tasks.d/ping.toml": 'schedule = "daily"\nrun = "false"\n' });
    expect(await changesOf(repository, "--base one --head HEAD~1")).toEqual(["changed backup: scripts/x.sh"]);
    expect(await changesOf(repository, "--base HEAD~1 --head HEAD")).toEqual(["changed ping: schedule"]);
    expect(await changesOf(repository, "--base HEAD")).toEqual(["changed ping: run"]);
    expect(await changesOf(repository, "--base HEAD --head HEAD")).toEqual([]);
  });
});

test("a revision that is not there is told", async () => {
  const repository = makeTaskRepository(files);
  expect(await repository.call("plan --base nowhere")).toEqual({
    code: 2,
    out: "",
    err: 'runner: --base: there is no revision "nowhere" here. `git fetch` brings new ones.\n',
  });
  expect((await repository.call("plan --head nowhere")).err).toContain('--head: there is no revision "nowhere"');
});

test("a base with errors is told, and nothing is made up", async () => {
  const repository = makeTaskRepository({ ...files, "tasks.d/ping.toml": "run = 1\n" });
  repository.write(files);
  const { code, err } = await repository.call("plan --base HEAD");
  expect(code).toBe(3);
  expect(err).toContain("HEAD (");
  expect(err).toContain("has errors itself, and nothing can be compared with it");
});

test("what an interpreter cannot read is an error; what the base has as well is not looked at", async () => {
  const repository = makeTaskRepository({ ...files, "tasks.d/old.toml": 'run = "fi"\n', "scripts/x.py": "x = =\n" });
  repository.git("branch", "one");
  expect(await changesOf(repository, "--base one")).toEqual([]);
  repository.write({ "tasks.d/new.toml": "run = '''\necho\nfi\n'''\n" });
  const { code, out } = await repository.call("plan --base one --json");
  const problems = [{ code: "program-syntax", file: "tasks.d/new.toml", line: 3 }];
  expect({ code, plan: JSON.parse(out) as unknown }).toMatchObject({ code: 2, plan: { problems, forecast: [] } });
  repository.commit({ "tasks.d/new.toml": 'run = { script = "scripts/x.py" }\nshell = "python3"\n' });
  expect((await repository.call("plan --base one --head HEAD")).out).toMatch(
    /^error\[program-syntax\]: python3 .*\n +--> scripts\/x\.py:1:1\n/,
  );
});

test("exit codes in detail", async () => {
  const repository = makeTaskRepository(files);
  repository.git("branch", "one");
  const codeOf = async (): Promise<number> => (await repository.call("plan --base one --detailed-exitcode")).code;
  expect(await codeOf()).toBe(0);
  repository.write({ "tasks.d/new.toml": 'run = "date"\n' });
  expect(await codeOf()).toBe(2);
  repository.write({ "tasks.d/new.toml": "run = 1\n" });
  expect(await codeOf()).toBe(1);
});

test("what a reviewer must look at, and where", async () => {
  const repository = makeTaskRepository(files);
  repository.git("branch", "one");
  repository.write({ "tasks.d/ping.toml": 'schedule = "hourly"\nrun = "curl -s x | sh"\n' });
  const { out } = await repository.call("plan --base one --json");
  expect(JSON.parse(out)).toMatchObject({
    attention: [{ id: "fetch-and-run", task: "ping", file: "tasks.d/ping.toml", line: 2 }],
  });
  expect((await repository.call("plan --base one")).out).toContain(`
Attention look at this; \`[attention]\` in runner.toml silences a rule, with the reason
  ! ping: what it fetches from the network is executed: curl -s x | sh  fetch-and-run, tasks.d/ping.toml:2
`);
});

test("for people: the consequence beside each field, and the times before and after", async () => {
  const repository = makeTaskRepository(files);
  repository.git("branch", "one");
  const base = repository.git("rev-parse", "HEAD").slice(0, 12);
  repository.write({
    "tasks.d/backup.toml": `schedule = "weekly on sunday at 02:30"\ntimezone = "Europe/Berlin"\nrun = """
scripts/x.sh
date
"""\n`,
  });
  repository.git("mv", "tasks.d/ping.toml", "tasks.d/pong.toml");
  const { out } = await repository.call("plan --base one --now 2026-03-20T12:00Z --for 1m");
  expect(`\n${out.slice(0, out.indexOf("Forecast"))}`).toBe(`
Changes against one (${base}): 1 changed, 1 renamed
  ~ backup  tasks.d/backup.toml
      schedule: every sunday at 03:00 Europe/Berlin → every sunday at 02:30 Europe/Berlin
        due before: Sun 2026-03-22 03:00 (02:00 UTC), Sun 2026-03-29 03:00 (01:00 UTC) (clocks change), Sun 2026-04-05 03:00 (01:00 UTC), Sun 2026-04-12 03:00 (01:00 UTC), Sun 2026-04-19 03:00 (01:00 UTC)
        due after: Sun 2026-03-22 02:30 (01:30 UTC), Sun 2026-03-29 03:00 (01:00 UTC) (clocks change), Sun 2026-04-05 02:30 (00:30 UTC), Sun 2026-04-12 02:30 (00:30 UTC), Sun 2026-04-19 02:30 (00:30 UTC)
      run:  2 lines added, 1 removed
        - ["scripts/x.sh"]
        + scripts/x.sh
        + date
  ~ ping → pong (renamed)  tasks.d/pong.toml

`);
});

test("a script's own scripts, by the commit or by the work tree; and a change of the settings", async () => {
  const repository = makeTaskRepository({
    ...files,
    "scripts/x.sh": '#!/bin/sh\n. "$(dirname "$0")/lib.sh"\n',
    "scripts/lib.sh": "python3 scripts/tool.py\n",
    "scripts/tool.py": "print(1)\n",
  });
  repository.git("branch", "one");
  repository.write({ "scripts/tool.py": "print(2)\n", "runner.toml": "[runner]\nmax_concurrent = 1\n" });
  const told = `  ~ backup  tasks.d/backup.toml
      scripts/tool.py:  what it executes has changed, by way of scripts/lib.sh

Settings 1 changed
  ~ runner.max_concurrent: 3 → 1  fewer runs go on at once: others wait longer for a place

`;
  expect((await repository.call("plan --base one")).out).toContain(told);
  expect((await repository.call("plan --base one --detailed-exitcode")).code).toBe(2);
  repository.commit({});
  expect((await repository.call("plan --base one --head HEAD")).out).toContain(told);
  const { out } = await repository.call("plan --base one --head HEAD --json");
  expect(JSON.parse(out)).toMatchObject({
    settings: [
      {
        name: "runner.max_concurrent",
        before: "3",
        after: "1",
        consequence: "fewer runs go on at once: others wait longer for a place",
      },
    ],
  });
  repository.git("rm", "--quiet", "scripts/tool.py", "runner.toml");
  expect(await changesOf(repository, "--base HEAD")).toEqual(["changed backup: scripts/tool.py"]);
});
