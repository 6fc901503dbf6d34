import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { builtInActions } from "../../../src/cli/built-in-actions.ts";
import { defineFiles, listProblems, taskOf } from "../define-files.ts";

const action = `description = "Greets people"
shell = "python3"
run = { script = "greet.py", args = ["{{params.name}}"] }
check = "true"
requires = ["python3>=3.8"]
protect = ["/etc/greetings", "{{params.places}}"]
output = "json"

[defaults]
category = "custom:greeting"
timeout = "5m"
locks = ["greet"]

[params.properties]
name = { type = "string", default = "you" }
places = { type = "array", items = { type = "string" }, default = ["/srv/a", "/srv/b"] }
token = { type = "string", writeOnly = true }
`;
const files = { "actions/greet/action.toml": action };
const entries = [{ path: "actions/greet/greet.py", kind: "file" }] as const;

function useIt(task: string, settings = "") {
  return taskOf({ files: { ...files, "tasks.d/x.toml": `uses = "greet"\n${task}`, "runner.toml": settings }, entries });
}

describe("what a task has of its action", () => {
  test("its commands, with the action's own shell, and scripts where its folder is", () => {
    const task = useIt('shell = "sh"');
    const shell = ["python3", "{}"];
    const path = "actions/greet/greet.py";
    expect(task.command).toEqual({ kind: "script", path, args: ["{{params.name}}"], shell });
    expect(task.check).toEqual({ kind: "text", text: "true", shell });
    expect(task.shell).toEqual(["sh", "-eu", "{}"]);
    expect(task).toMatchObject({ output: "json", action: { name: "greet", isBuiltIn: false, with: {} } });
  });

  test("task before file's defaults before settings before action", () => {
    expect(useIt("")).toMatchObject({ category: "custom:greeting", timeoutMs: 300_000, locks: ["greet"] });
    expect(useIt("", '[defaults]\ntimeout = "7m"')).toMatchObject({ timeoutMs: 420_000 });
    expect(useIt('timeout = "1m"', '[defaults]\ntimeout = "7m"')).toMatchObject({ timeoutMs: 60_000 });
  });

  test("parameters: task before settings", () => {
    const settings = '[actions.greet]\nname = "all"\nplaces = ["/srv/c"]';
    expect(useIt('with.name = "me"', settings).action!.with).toEqual({ name: "me", places: ["/srv/c"] });
  });

  test("what it requires and protects comes to the task's own", () => {
    const task = useIt('requires = ["tar"]\nprotect = ["/etc/own"]');
    expect(task.requires.map(({ name }) => name)).toEqual(["tar", "python3"]);
    expect(task.protect).toEqual(["/etc/own", "/etc/greetings", "/srv/a", "/srv/b"]);
    expect(useIt('with.places = ["/srv/z"]').protect).toEqual(["/etc/greetings", "/srv/z"]);
  });

  test("what only a request says is known at the launch", () => {
    const params = '[params.properties]\nplaces = { type = "array" }';
    const task = useIt(`with.places = "{{params.places}}"\n${params}`);
    expect(task.protect).toEqual(["/etc/greetings", "{{params.places}}"]);
    expect(task.action!.with).toEqual({ places: "{{params.places}}" });
  });

  test("a secret stands for a value", () => {
    const settings = '[secrets.mail]\nprovider = "env"\nname = "MAIL_TOKEN"';
    const task = useIt('with.token = { secret = "mail" }', settings);
    expect(task.secrets).toMatchObject([{ variable: "with.token", name: "mail", as: "with" }]);
  });

  test("another parameter, another digest; the same, the same", () => {
    expect(useIt('with.name = "a"').digest).not.toBe(useIt('with.name = "b"').digest);
    expect(useIt('with.name = "a"').digest).toBe(useIt('with = { "name" = "a" }').digest);
  });
});

test("a folder without an action.toml, and one whose name begins with _, are no actions", () => {
  const definition = defineFiles({ files: { ...files, "tasks.d/x.toml": 'uses = "greet"' }, entries });
  expect(listProblems(definition)).toEqual([]);
  const hidden = { "actions/_greet/action.toml": action, "tasks.d/x.toml": 'uses = "_greet"' };
  expect(listProblems(defineFiles({ files: hidden, entries }))).toContain("wrong-value tasks.d/x.toml:1:8");
});

test("an action of the repository may replace a built-in one where it says so", () => {
  const builtIn = builtInActions();
  const own = 'description = "Mine"\nreplaces = true\nrun = "true"\n';
  const given = { "actions/service-restart/action.toml": own, "tasks.d/x.toml": 'uses = "service-restart"' };
  const task = taskOf({ files: given, builtIn });
  expect(task.action).toMatchObject({ isBuiltIn: false });
});

test("each built-in action can be read, and says all that is shown of it", () => {
  const builtIn = builtInActions();
  for (const name of builtIn.names) {
    const text = Buffer.from(builtIn.read(name)).toString();
    const definition = defineFiles({ files: { "tasks.d/x.toml": `uses = "${name}"` }, builtIn });
    // Parameters may be missing; nothing else is.
    const others = listProblems(definition).filter((problem) => !problem.startsWith("missing-with"));
    expect({ name, others }).toEqual({ name, others: [] });
    expect(text).toContain("supports_dry_run = true");
    // As one of a repository, which is looked at more closely: what comes with the program is taken to be right.
    const folder = `actions/${name}`;
    const scripts = readdirSync(join(builtIn.folder, name)).map((file) => `${folder}/${file}`);
    const own = defineFiles({
      files: { [`${folder}/action.toml`]: `replaces = true\n${text}` },
      entries: scripts.map((path) => ({ path, kind: "file" })),
      builtIn,
    });
    expect(listProblems(own)).toEqual([]);
  }
});
