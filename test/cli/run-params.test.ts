import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { TaskRepository } from "./task-repository.ts";
import { makeTaskRepository } from "./task-repository.ts";

const prune = `
run = '''
printf '%s|' "$PARAM_DAYS" "$PARAM_KEEP_LAST" "\${PARAM_PATHS:-none}" "$RUNNER_PARAMS" > "$RUNNER_REPO/got"
'''
[params]
required = ["days"]
[params.properties]
days      = { type = "integer", minimum = 1, description = "how many days stay" }
keep-last = { type = "boolean", default = true }
paths     = { type = "array", items = { type = "string" } }
level     = { enum = ["low", "high"] }
`;

function make(): { repository: TaskRepository; got: () => string | undefined } {
  const repository = makeTaskRepository({ "tasks.d/prune.toml": prune });
  const path = join(repository.dir, "got");
  return { repository, got: () => (existsSync(path) ? readFileSync(path, "utf8") : undefined) };
}

function lastTrigger({ git }: TaskRepository): unknown {
  const path = git("ls-tree", "-r", "--name-only", "runner/reports", "runs/")
    .split("\n")
    .find((name) => name.endsWith(".json"))!;
  return (JSON.parse(git("show", `runner/reports:${path}`)) as { trigger: unknown }).trigger;
}

test("what is passed arrives with its type, defaults beside it, and is in the report", async () => {
  const { repository, got } = make();
  const called = await repository.call('run prune --param days=3 --param paths=["/a","/c"]');
  expect(called).toMatchObject({ code: 0 });
  const all = { days: 3, paths: ["/a", "/c"], "keep-last": true };
  expect(got()).toBe(`3|true|["/a","/c"]|${JSON.stringify(all)}|`);
  expect(lastTrigger(repository)).toMatchObject({ kind: "request", params: all });
});

test("a daemon that is asked gets the same", async () => {
  const { repository, got } = make();
  await repository.start();
  expect(await repository.call("run prune --wait --param days=3 --param keep-last=false")).toMatchObject({ code: 0 });
  expect(got()).toBe('3|false|none|{"days":3,"keep-last":false}|');
});

describe("what does not fit is refused, and nothing runs", () => {
  test.each([
    ["--param dasy=3", "there is no parameter dasy", "Did you mean days?"],
    ["", "the parameter days is missing", "--param days=…"],
    ["--param days=three", 'the parameter days: must be integer, not "three"', "runner explain"],
    ["--param days=0", "must be >= 1, not 0", ""],
    ["--param days=1 --param level=lwo", 'must be one of "low", "high", not "lwo"', ""],
    ["--param days=1 --param paths=/etc", "must be array", ""],
    ["--param days", "there is no NAME=VALUE", "--param days=7"],
  ])("%s", async (words, what, hint) => {
    const { repository, got } = make();
    for (const verb of ["run", "run --dry-run"]) {
      const { code, err } = await repository.call(`${verb} prune ${words}`.trim());
      expect(code).toBe(2);
      expect(err).toContain(what);
      expect(err).toContain(hint);
    }
    expect(got()).toBeUndefined();
  });
});

test("a task that takes none refuses any", async () => {
  const repository = makeTaskRepository({ "tasks.d/a.toml": 'run = "true"' });
  const { code, err } = await repository.call("run a --param x=1");
  expect({ code, err }).toMatchObject({ code: 2 });
  expect(err).toContain("a: the task takes no parameters, and x was passed");
});

describe("--params-file", () => {
  test.each([
    ["p.json", '{ "days": 4, "keep-last": false }'],
    ["p.yaml", "days: 4\nkeep-last: false\n"],
    ["p.toml", "days = 4\nkeep-last = false\n"],
  ])("%s, and by standard input", async (name, text) => {
    const { repository, got } = make();
    writeFileSync(join(repository.dir, name), text);
    expect(await repository.call(`run prune --params-file ${name}`)).toMatchObject({ code: 0 });
    expect(got()).toContain('4|false|none|{"days":4,"keep-last":false}|');
    expect(await repository.call("run prune --params-file - --param days=5", { input: text })).toMatchObject({
      code: 0,
    });
    expect(got()).toContain("5|false|");
  });

  test("one that cannot be read is shown with its place", async () => {
    const { repository } = make();
    const { code, err } = await repository.call("run prune --params-file -", { input: "days = \n" });
    expect(code).toBe(2);
    expect(err).toContain("standard input.toml:1");
    expect((await repository.call("run prune --params-file none.json")).err).toContain("none.json");
  });
});

describe("a person at a terminal", () => {
  const login = `
run = 'printf %s "$PARAM_PASSWORD" | wc -c'
[params]
required = ["user", "password"]
properties.user = { type = "string", description = "whose" }
properties.password = { type = "string", writeOnly = true }
`;

  test("is asked for what is missing, and not shown what is secret", async () => {
    const repository = makeTaskRepository({ "tasks.d/login.toml": login });
    const asked: [string, boolean][] = [];
    const answers = (question: string, isSecret: boolean): string => {
      asked.push([question, isSecret]);
      return isSecret ? "correct horse" : "ada";
    };
    expect(await repository.call("run login", { columns: 80, answers })).toMatchObject({ code: 0 });
    expect(asked).toEqual([
      ["login: password: ", true],
      ["login: user (whose): ", false],
    ]);
    expect(lastTrigger(repository)).toMatchObject({ params: { user: "ada", password: "***" } });
  });

  test("before a dry run as well, and once", async () => {
    const repository = makeTaskRepository({ "tasks.d/login.toml": `supports_dry_run = true\n${login}` });
    const asked: string[] = [];
    const { code, out } = await repository.call("run login --dry-run", {
      columns: 80,
      answers: (question, isSecret) => {
        asked.push(question);
        return isSecret ? "correct horse" : "ada";
      },
    });
    expect(code).toBe(0);
    expect(asked).toEqual(["login: password: ", "login: user (whose): "]);
    expect(out).toContain('{"password":"***","user":"ada"}');
    expect(lastTrigger(repository)).toMatchObject({ params: { user: "ada", password: "***" } });
    expect(await repository.call("run login --dry-run", { columns: 80, answers: () => undefined })).toMatchObject({
      code: 2,
    });
  });

  test("may leave", async () => {
    const repository = makeTaskRepository({ "tasks.d/login.toml": login });
    expect(await repository.call("run login", { columns: 80, answers: () => undefined })).toMatchObject({ code: 2 });
    expect(repository.git("ls-tree", "runner/reports", "runs")).toBe("");
  });
});

test("explain and list tell what a task takes", async () => {
  const { repository } = make();
  await repository.call("run prune --param days=1");
  const { out } = await repository.call("explain prune");
  expect(out).toMatch(/PARAM +TYPE +DEFAULT +WHAT\ndays +integer +required +how many days stay\n/);
  expect(out).toMatch(/\nkeep-last +boolean +true\s*\nlevel +low or high +-/);
  const schema = { type: "object", required: ["days"], properties: { days: { minimum: 1 } } };
  expect(JSON.parse((await repository.call("explain prune --json")).out)).toMatchObject({ params: schema });
  expect(JSON.parse((await repository.call("list --json")).out)).toMatchObject([{ id: "prune", params: schema }]);
});

test("--dry-run shows what it would get", async () => {
  const { repository, got } = make();
  const words = "run prune --dry-run --json --param days=3";
  expect(JSON.parse((await repository.call(words)).out)).toMatchObject([
    { params: { days: 3, "keep-last": true }, environment: expect.arrayContaining(["PARAM_DAYS", "RUNNER_PARAMS"]) },
  ]);
  expect((await repository.call("run prune --dry-run --param days=3")).out).toContain('params   {"days":3');
  expect(got()).toBeUndefined();
});

test("a run that waits is not started with what a newer revision does not take", async () => {
  const repository = makeTaskRepository();
  const slow = repository.puppet("slow");
  const file = (name: string): Record<string, string> => ({
    "tasks.d/hold.toml": `run = ${slow.run}\nlocks = ["door"]\n`,
    "tasks.d/a.toml": `run = "true"\nlocks = ["door"]\nparams.properties.${name} = {}\n`,
  });
  repository.commit(file("days"));
  const daemon = await repository.start();
  await repository.call("run hold");
  const waiting = repository.begin("run a --param days=1 --wait");
  await waiting.says("locks");
  repository.commit(file("weeks"));
  await daemon.says('"changed":["a"]');
  await slow.tell("end");
  const { code, out } = await waiting.done;
  expect({ code, out }).toMatchObject({ code: 1, out: expect.stringContaining("there is no parameter days") });
});
