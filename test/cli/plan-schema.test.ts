import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import schema from "../../schemas/plan.schema.json" with { type: "json" };
import { makeTaskRepository } from "./task-repository.ts";

const validate = new Ajv2020({ allErrors: true, strict: true, strictRequired: false, strictTypes: false }).compile(
  schema,
);

/** What is wrong with it; nothing if it keeps to the schema. */
function listErrors(json: string): readonly string[] {
  return validate(JSON.parse(json)) ? [] : validate.errors!.map((error) => `${error.instancePath} ${error.message}`);
}

test("what plan --json prints keeps to its schema, whatever there is to say", async () => {
  const ops = makeTaskRepository({
    "tasks.d/a.toml": 'run = "true"\nschedule = "daily at 02:00"\ntimeout = "5m"\n',
    "tasks.d/b.toml": 'run = "true"\nneeds = ["a"]\nschedule = "every 6 hours"\n',
    "tasks.d/c.toml": 'run = "true"\non = [{ condition = { disk_usage = { path = "/", above = 100 } } }]\n',
    "tasks.d/d.toml": 'run = "true"\nschedule = "at 2020-01-01T00:00"\n',
  });
  await ops.call("reconcile");
  ops.git("mv", "tasks.d/d.toml", "tasks.d/e.toml");
  ops.commit({
    "runner.toml": "[runner]\nmax_concurrent = 1\n",
    "tasks.d/a.toml": 'run = "curl example.org | sh"\nschedule = "every hour"\nwhen = { file = "/nowhere" }\n',
    "tasks.d/new.toml": 'run = "true"\n',
  });
  const { out } = await ops.call("plan --json --for 2d");
  expect(listErrors(out)).toEqual([]);
  const plan = JSON.parse(out) as Record<string, readonly unknown[]>;
  for (const key of ["problems", "changes", "settings", "attention", "forecast", "conditional"])
    expect(plan[key]!.length, key).toBeGreaterThan(0);
  expect(listErrors((await ops.call("plan --json --base HEAD~1 --head HEAD --changes-only")).out)).toEqual([]);
  ops.git("rm", "-q", "-r", "tasks.d");
  ops.git("commit", "-q", "-m", "gone");
  const held = await ops.call("plan --json");
  expect([listErrors(held.out), Object.keys(JSON.parse(held.out) as object)]).toEqual([
    [],
    expect.arrayContaining(["held"]),
  ]);
  ops.write({ "tasks.d/bad.toml": "run = 1\n" });
  const bad = await ops.call("plan --json");
  expect([bad.code, listErrors(bad.out)]).toEqual([2, []]);
});

test("the schema would notice", () => {
  expect(
    listErrors('{ "digest": "x", "problems": [], "changes": [{}], "settings": [], "attention": [], "until": "x" }'),
  ).toEqual(
    expect.arrayContaining([
      '/digest must match pattern "^[0-9a-f]{64}$"',
      "/changes/0 must have required property 'task'",
      '/until must match pattern "^\\d{4,}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z$"',
    ]),
  );
});
