import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeTaskRepository } from "./task-repository.ts";

const value = "hunter2/and-more+so";
const task = `
run = """
printf '%s\\\\n' "$PARAM_TOKEN" "$RUNNER_PARAMS" "$(printf %s "$PARAM_TOKEN" | base64)" "$RUNNER_TRIGGER"
"""
overlap = "queue-all"
locks = ["one"]
params.required = ["token"]
params.properties.token = { type = "string", writeOnly = true }
params.properties.level = { type = "integer", default = 3 }
`;

test("a secret parameter is shown nowhere, and the journal lets go of it with the run", async () => {
  const repository = makeTaskRepository();
  const puppet = repository.puppet("holder");
  repository.commit({
    "tasks.d/use.toml": task,
    "tasks.d/hold.toml": `run = ${puppet.run}\nlocks = ["one"]\n`,
  });
  await repository.start();
  await repository.call("run hold");
  const asked = await repository.call("run use --params-file -", { input: JSON.stringify({ token: value }) });
  expect(asked.code).toBe(0);
  const waiting = await repository.call("status use --json");
  await puppet.tell("end");
  const run = /\S*use-\S+|\d{8}T\d{6}Z-\w+/.exec(asked.out)![0];
  expect(await repository.call(`run use --wait --param token=${value}`)).toMatchObject({ code: 0 });
  const shown = [
    waiting,
    asked,
    ...(await Promise.all(
      ["status use", "status use --json", "history use --json", "logs use", `logs ${run}`, "explain use"].map((words) =>
        repository.call(words),
      ),
    )),
  ].map(({ out, err }) => out + err);
  // What the daemon has not reported yet, a pass does.
  await repository.call("stop");
  await repository.call("reconcile");
  const branch = repository.git("log", "-p", "--format=%B", "runner/reports");
  for (const text of [...shown, branch]) {
    expect(text).not.toContain(value);
    expect(text).not.toContain(Buffer.from(value).toString("base64"));
  }
  expect(branch).toContain('"token": "***"');
  expect(branch).toContain('"level": 3');
  const state = join(repository.dir, ".git/runner");
  const { DatabaseSync } = await import("node:sqlite");
  const journal = new DatabaseSync(
    join(
      state,
      readdirSync(state).find((name) => /\.(db|sqlite)$/.test(name))!,
    ),
  );
  try {
    expect(JSON.stringify(journal.prepare("SELECT * FROM runs").all())).not.toContain(value);
  } finally {
    journal.close();
  }
  expect(readFileSync(join(repository.dir, "tasks.d/use.toml"), "utf8")).not.toContain(value);
});

test("what a schema says of a secret value does not tell the value", async () => {
  const text = 'run = "true"\nparams.properties.pin = { type = "string", pattern = "^[0-9]+$", writeOnly = true }\n';
  const repository = makeTaskRepository({ "tasks.d/a.toml": text });
  const { code, err } = await repository.call(`run a --param pin=${value}`);
  expect(code).toBe(2);
  expect(err).toContain("the parameter pin: must match pattern");
  expect(err).not.toContain(value);
});
