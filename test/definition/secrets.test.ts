import { expect, test } from "vitest";
import type { RevisionEntry } from "../../src/model/files.ts";
import { defineFiles, listProblems, taskOf } from "./define-files.ts";

const settings = `[secrets.db]
provider = "env"
name = "DB_PASSWORD"
[secrets.key]
provider = "age"
path = "./secrets/key.age"
identity = { credential = "age-key" }
[secrets.vault]
provider = "command"
command = ["vault", "read", "x"]
`;
const keyFile: RevisionEntry = { path: "secrets/key.age", kind: "file" };

test("each is what the settings say", () => {
  const task = 'run = "x"\nsecrets = { B = "db", A = { secret = "key", as = "file" }, C = "vault" }';
  const { secrets } = taskOf({ files: { "runner.toml": settings, "tasks.d/x.toml": task }, entries: [keyFile] });
  const identity = { provider: "credential", name: "age-key" };
  expect(secrets).toEqual([
    { variable: "A", name: "key", as: "file", source: { provider: "age", path: "secrets/key.age", identity } },
    { variable: "B", name: "db", as: "value", source: { provider: "env", name: "DB_PASSWORD" } },
    {
      variable: "C",
      name: "vault",
      as: "value",
      source: { provider: "command", command: ["vault", "read", "x"], timeoutMs: 30_000 },
    },
  ]);
});

test("another source makes another task", () => {
  const digestOf = (name: string): string =>
    taskOf({
      files: {
        "runner.toml": `[secrets.db]\nprovider = "env"\nname = "${name}"`,
        "tasks.d/x.toml": 'run = "x"\nsecrets = { A = "db" }',
      },
    }).digest;
  expect(digestOf("ONE")).not.toBe(digestOf("OTHER"));
});

test.each([
  ["an unknown secret", 'secrets = { A = "bd" }', ["unknown-secret tasks.d/x.toml:2:17"], 'Did you mean "db"?'],
  ["one that is inherited", 'inherit_env = ["DB_PASSWORD"]', ["inherited-secret tasks.d/x.toml:2:16"], "secrets ="],
  ["a variable of env", 'env = { A = "1" }\nsecrets = { A = "db" }', ["variable-twice tasks.d/x.toml:3:17"], "Remove"],
  ["a file that is not there", 'secrets = { A = "key" }', ["missing-secret-file tasks.d/x.toml:2:17"], "committed"],
  ["a name that is no variable", 'secrets = { "A-B" = "db" }', ["wrong-value tasks.d/x.toml:2:13"], ""],
  ["an unknown way", 'secrets = { A = { secret = "db", as = "fiel" } }', ["wrong-value tasks.d/x.toml:2:39"], '"file"'],
])("of a task: %s", (_, text, problems, hint) => {
  const files = { "runner.toml": settings, "tasks.d/x.toml": `run = "x"\n${text}` };
  const definition = defineFiles({ files });
  expect(listProblems(definition)).toEqual(problems);
  expect(definition.diagnostics[0]!.hint ?? "").toContain(hint);
});

test.each([
  ["a key that is missing", 'provider = "env"', ["missing-key runner.toml:1:2"]],
  ["a key of another provider", 'provider = "env"\nname = "A"\npath = "/x"', ["unknown-key runner.toml:4:1"]],
  ["an unknown provider", 'provider = "envv"\nname = "A"', ["wrong-value runner.toml:2:12"]],
  ["a relative path of the host", 'provider = "file"\npath = "x"', ["wrong-value runner.toml:3:8"]],
  [
    "a path out of the repository",
    'provider = "age"\npath = "../x"\nidentity = "/k"',
    ["outside-repository runner.toml:3:8"],
  ],
  ["a relative identity", 'provider = "age"\npath = "x"\nidentity = "k"', ["wrong-value runner.toml:4:12"]],
])("of the settings: %s", (_, text, problems) => {
  // What the task names is not said to be missing on top of it.
  const files = { "runner.toml": `[secrets.db]\n${text}`, "tasks.d/x.toml": 'run = "x"\nsecrets = { A = "db" }' };
  expect(listProblems(defineFiles({ files }))).toEqual(problems);
});
