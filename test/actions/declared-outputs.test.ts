import { expect, test } from "vitest";
import { makeTaskRepository } from "../cli/task-repository.ts";

interface Entry {
  readonly status: string;
  readonly outputs: unknown;
}

const slow = { timeout: 60_000 };

async function runOnce(says: string, declares: string): Promise<Entry> {
  const repository = makeTaskRepository({
    "actions/count/action.toml": `description = "Counts"\nrun = { script = "count.sh" }\n${declares}`,
    "actions/count/count.sh": `echo '${says}' >>"$RUNNER_OUTPUT"\n`,
    "tasks.d/t.toml": 'uses = "count"\n',
  });
  await repository.call("run t --wait");
  const [path] = repository.git("ls-tree", "-r", "--name-only", "runner/reports").split("\n").filter(isReport);
  return JSON.parse(repository.git("show", `runner/reports:${path}`)) as Entry;
}

function isReport(path: string): boolean {
  return path.startsWith("runs/") && path.includes("/t/") && path.endsWith(".json");
}

const declares = `[outputs.properties.metrics]
properties.counted = { type = "integer" }
additionalProperties = false
[outputs.properties.data.properties]
names = { type = "array", items = { type = "string" } }
`;

test("what an action says otherwise than it declares is kept and told, and the run has not failed", slow, async () => {
  const said = { metrics: { counted: 1.5 }, data: { names: ["a", 7] } };
  const { status, outputs } = await runOnce(JSON.stringify(said), declares);
  expect({ status, outputs }).toEqual({
    status: "success",
    outputs: {
      ...said,
      problems: [
        { where: "metrics.counted", what: "the action count declares otherwise: must be integer, not 1.5" },
        { where: "data.names[1]", what: "the action count declares otherwise: must be string, not 7" },
      ],
    },
  });
});

test("what is as declared, and names of which nothing is declared, are no problem", slow, async () => {
  const said = { metrics: { counted: 1 }, data: { names: ["a"], others: true } };
  const { status, outputs } = await runOnce(JSON.stringify(said), declares);
  expect({ status, outputs }).toEqual({ status: "success", outputs: said });
});

test("where nothing is declared, anything may be said", slow, async () => {
  const said = { metrics: { counted: 1.5 } };
  expect((await runOnce(JSON.stringify(said), "")).outputs).toEqual(said);
});
