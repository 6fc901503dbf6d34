import { describe, expect, test } from "vitest";
import { makeTaskRepository } from "./task-repository.ts";

const files = {
  "actions/greet/action.toml": `description = "Greets"
run = 'echo "hello $PARAM_WHO"'
[params.properties]
who = { type = "string" }
[defaults]
category = "maintenance"
timeout = "5m"
`,
  "tasks.d/backup.toml": `uses = "backup"
schedule = "daily at 02:00"
[with]
paths = ["/srv"]
destination = "/var/backups"
`,
  "tasks.d/hello.toml": 'uses = "greet"\nneeds = ["backup"]\nwith = { who = "you" }\n',
};

describe("of tasks with uses", () => {
  test.each([
    ["explain hello --now 2026-11-20T12:00Z", ["waits for backup"]],
    ["explain backup --now 2026-11-20T12:00Z", ["requires", "python3>=3.8: ", "tar>=1.29: "]],
    ["list --json", ['"uses": "greet"', '"uses": "backup"', '"category": "maintenance"']],
    ["graph", ["hello", "backup"]],
    ["next --now 2026-11-20T12:00Z --json", ['"backup"', "2026-11-21T02:00"]],
    ["actions", ["greet", "Greets", "backup"]],
    ["actions show greet", ["greet", "who", "Greets"]],
  ])("%s", async (words, told) => {
    const repository = makeTaskRepository(files);
    await repository.call("reconcile");
    const { code, out, err } = await repository.call(words);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    for (const text of told) expect(out).toContain(text);
  });
});

test("a plan says as data which values under with are others", async () => {
  const repository = makeTaskRepository(files);
  repository.git("branch", "base");
  repository.commit({ "tasks.d/hello.toml": 'uses = "greet"\nneeds = ["backup"]\nwith = { who = "all" }\n' });
  const { out } = await repository.call("plan --base base --head HEAD --json --now 2026-11-20T12:00Z");
  const { changes } = JSON.parse(out) as { changes: readonly { task: string; fields: readonly unknown[] }[] };
  expect(changes.map(({ task, fields }) => [task, fields])).toEqual([
    [
      "hello",
      [
        expect.objectContaining({
          name: "with.who",
          before: '"you"',
          after: '"all"',
          consequence: null,
        }),
      ],
    ],
  ]);
});

test("an action that takes something else makes a plan fail, at the place in the task file", async () => {
  const repository = makeTaskRepository(files);
  repository.git("branch", "base");
  repository.commit({
    "actions/greet/action.toml": files["actions/greet/action.toml"].replace('"string"', '"integer"'),
  });
  const { code, out, err } = await repository.call("plan --base base --head HEAD --now 2026-11-20T12:00Z");
  expect(code).not.toBe(0);
  expect(out + err).toContain("tasks.d/hello.toml:3");
});
