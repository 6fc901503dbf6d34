import { expect, test } from "vitest";
import type { BuiltInActions } from "../../../src/definition/index.ts";
import { actionCodes } from "../../../src/diagnostics/action-codes.ts";
import { defineFiles, listProblems } from "../define-files.ts";

/** As if this one came with the program. */
const builtIn: BuiltInActions = {
  folder: "/built-in",
  names: ["backup"],
  key: "",
  read: () =>
    new TextEncoder().encode(`description = "Copies"
run = { script = "backup.py" }
protect = ["{{params.destination}}"]
[params]
required = ["paths"]
[params.properties]
paths = { type = "array", items = { type = "string" }, description = "what is copied" }
destination = { type = "string", default = "/var/backups" }
retention_days = { type = "integer", minimum = 1 }
password = { type = "string", writeOnly = true }
login = { type = "object", properties = { user = { type = "string" }, key = { type = "string", writeOnly = true } } }
`),
};

const own = 'description = "Greets"\nrun = { script = "greet.sh" }\n';
const script = { path: "actions/greet/greet.sh", kind: "executable" } as const;

interface Row {
  readonly name: string;
  /** Of tasks.d/x.toml. */
  readonly task?: string;
  readonly action?: string;
  readonly settings?: string;
  readonly problems: readonly string[];
  readonly says?: string;
  readonly hint?: string;
}

const uses = 'uses = "backup"\n';

const rows: readonly Row[] = [
  {
    name: "no such action, nearly",
    task: 'uses = "bakcup"',
    problems: ["unknown-action tasks.d/x.toml:1:8"],
    hint: 'Did you mean "backup"?',
  },
  {
    name: "no such action at all",
    task: 'uses = "xyz"',
    problems: ["unknown-action tasks.d/x.toml:1:8"],
    hint: "actions/xyz/action.toml",
  },
  { name: "a name that is none", task: 'uses = "Back Up"', problems: ["wrong-value tasks.d/x.toml:1:8"] },
  {
    name: "both",
    task: `run = "date"\n${uses}with = { paths = ["/etc"] }`,
    problems: ["run-and-uses tasks.d/x.toml:2:1"],
  },
  { name: "parameters of nothing", task: 'run = "date"\n[with]\na = 1', problems: ["with-alone tasks.d/x.toml:2:2"] },
  {
    name: "an unknown parameter",
    task: `${uses}[with]\npaths = ["/etc"]\ndestinatoin = "/srv"`,
    problems: ["unknown-with tasks.d/x.toml:4:1"],
    hint: "Did you mean destination?",
  },
  {
    name: "a task key below [with]",
    task: `${uses}[with]\npaths = ["/etc"]\ntimeout = "3h"`,
    problems: ["unknown-with tasks.d/x.toml:4:1"],
    hint: "above the line [with]",
  },
  {
    name: "a wrong type",
    task: `${uses}[with]\npaths = "/etc"`,
    problems: ["bad-with tasks.d/x.toml:3:9"],
    says: 'The parameter paths of the action backup: must be array, not "/etc".',
  },
  {
    name: "a value out of range",
    task: `${uses}with = { paths = ["/etc"], retention_days = 0 }`,
    problems: ["bad-with tasks.d/x.toml:2:45"],
    says: "must be >= 1, not 0",
  },
  {
    name: "one is missing",
    task: uses,
    problems: ["missing-with tasks.d/x.toml:1:1"],
    says: "needs the parameter paths (what is copied)",
    hint: "with.paths = …",
  },
  {
    name: "a secret that there is not",
    task: `${uses}with = { paths = ["/etc"], destination = { secret = "db" } }`,
    problems: ["unknown-secret tasks.d/x.toml:2:42"],
  },
  {
    name: "a placeholder of no parameter",
    task: `${uses}with = { paths = ["/etc"], destination = "{{params.to}}" }`,
    problems: ["unknown-param tasks.d/x.toml:2:42"],
  },
  {
    name: "a placeholder within a text",
    task: `${uses}with = { paths = ["/srv/{{params.to}}"] }`,
    problems: ["misplaced-placeholder tasks.d/x.toml:2:19"],
  },
  {
    name: "a secret in plain words",
    task: `${uses}[with]\npaths = ["/etc"]\npassword = "hunter22"`,
    problems: ["plain-with tasks.d/x.toml:4:12"],
    says: "The parameter password of the action backup is a secret, which everybody can read here.",
    hint: 'with.password = { secret = "NAME" }',
  },
  {
    name: "a secret in plain words, in the settings",
    task: `${uses}with = { paths = ["/etc"] }`,
    settings: '[actions.backup]\npassword = "hunter22"',
    problems: ["plain-with runner.toml:2:12"],
  },
  {
    name: "a secret that a request passes in plain words",
    task: `${uses}with = { paths = ["/etc"], password = "{{params.p}}" }\n[params.properties.p]\ntype = "string"`,
    problems: ["plain-with tasks.d/x.toml:2:39"],
    says: "and p of the task is shown in reports.",
    hint: "params.properties.p.writeOnly = true",
  },
  {
    name: "a secret that is a part of a value",
    task: `${uses}with = { paths = ["/etc"], login = { user = "me", key = "hunter22" } }`,
    problems: ["plain-with tasks.d/x.toml:2:36"],
  },
  {
    name: "settings of no action",
    settings: "[actions.bakcup]\nretention_days = 3",
    problems: ["unknown-action runner.toml:1:2"],
  },
  {
    name: "a wrong value in the settings",
    task: `${uses}with = { paths = ["/etc"] }`,
    settings: '[actions.backup]\nretention_days = "3"',
    problems: ["bad-with runner.toml:2:18"],
  },
  {
    name: "an action of the repository in the place of a built-in one",
    action: own,
    problems: ["shadowed-action actions/backup/action.toml:1:1", "missing-script actions/backup/action.toml:2:18"],
  },
  {
    name: "a script that is not there",
    action: 'description = "x"\nrun = { script = "nope.sh" }',
    problems: ["missing-script actions/greet/action.toml:2:18"],
    hint: "Paths of scripts start at actions/greet.",
  },
  {
    name: "a script outside of the repository",
    action: 'description = "x"\nrun = { script = "../../../x.sh" }',
    problems: ["outside-repository actions/greet/action.toml:2:18"],
  },
  {
    name: "no description and no run",
    action: "",
    problems: ["missing-key actions/greet/action.toml:1:1", "missing-key actions/greet/action.toml:1:1"],
  },
  {
    name: "a default that is none",
    action: `${own}[defaults]\nparams = {}`,
    problems: ["bad-action actions/greet/action.toml:4:1"],
    hint: "above [defaults]",
  },
  {
    name: "a default of a wrong shape",
    action: `${own}[defaults]\ntimeout = 300`,
    problems: ["bad-duration actions/greet/action.toml:4:11"],
  },
  {
    name: "it protects what is no parameter",
    action: `${own}protect = ["{{params.x}}"]`,
    problems: ["bad-action actions/greet/action.toml:3:12"],
  },
  {
    name: "its schema is none",
    action: `${own}[params.properties.x]\ntype = "text"`,
    problems: ["wrong-value actions/greet/action.toml:4:8"],
  },
];

test.each(rows)("$name", ({ task = 'run = "true"', action, settings, problems, says, hint }) => {
  const folder = problems.some((problem) => problem.includes("actions/backup")) ? "backup" : "greet";
  const files = {
    "tasks.d/x.toml": task,
    ...(action !== undefined && { [`actions/${folder}/action.toml`]: action }),
    ...(settings !== undefined && { "runner.toml": settings }),
  };
  const definition = defineFiles({ files, entries: [script], builtIn });
  expect(listProblems(definition)).toEqual(problems);
  const [first] = definition.diagnostics;
  expect(first!.message).toContain(says ?? "");
  expect(first!.hint ?? "").toContain(hint ?? "");
});

test("a secret of the settings, or a secret parameter of the task, is in nobody's repository", () => {
  const definition = defineFiles({
    files: {
      "runner.toml": '[secrets.db]\nprovider = "env"\nname = "DB"\n[actions.backup]\npassword = { secret = "db" }',
      "tasks.d/a.toml": `${uses}with = { paths = ["/etc"] }`,
      "tasks.d/b.toml":
        `${uses}with = { paths = ["/etc"], password = "{{params.p}}" }\n` +
        '[params.properties.p]\ntype = "string"\nwriteOnly = true',
      "tasks.d/c.toml": `${uses}with = { paths = ["/etc"], login = { user = "operator", key = { secret = "db" } } }`,
    },
    builtIn,
  });
  expect(listProblems(definition)).toEqual([]);
});

test("every code is met", () => {
  const met = new Set(rows.flatMap((row) => row.problems.map((problem) => problem.split(" ")[0])));
  expect(Object.keys(actionCodes).filter((code) => !met.has(code))).toEqual([]);
});
