import { expect, test } from "vitest";
import { actionCodes } from "../../src/diagnostics/action-codes.ts";
import { catalogue } from "../../src/diagnostics/catalogue.ts";
import { paramCodes } from "../../src/diagnostics/param-codes.ts";
import { badConditions } from "./bad/condition-rows.ts";
import { badFiles, hints } from "./bad/rows.ts";
import { defineFiles, listProblems } from "./define-files.ts";

const rows = [...badFiles, ...badConditions, ...hints];

test.each(rows)("$name", ({ path, text, problems, hint, entries = [] }) => {
  const definition = defineFiles({ files: { [path]: text }, entries });
  expect(listProblems(definition)).toEqual(problems.map((problem) => problem.replace(" ", ` ${path}:`)));
  expect(definition.diagnostics[0]?.hint ?? "").toContain(hint ?? "");
  const hasError = definition.diagnostics.some((diagnostic) => diagnostic.severity === "error");
  expect(definition.catalog === undefined).toBe(hasError);
});

test("every code of the catalogue is met in these tables, and no other", () => {
  const met = new Set(rows.flatMap((row) => row.problems.map((problem) => problem.split(" ")[0])));
  // Of the environment, of what settings name: see settings.test.ts. Of the folder: see test/cli/validate.test.ts.
  met.add("unknown-variable");
  met.add("missing-signers");
  met.add("no-task-repository");
  // Of a file that is not read: see read/strays.test.ts.
  met.add("stray-file");
  // Of the host: see test/reconcile/ungranted.test.ts.
  met.add("cannot-grant");
  met.add("protects-runner");
  // Of two files: see calendars.test.ts.
  met.add("duplicate-calendar");
  // Of interpreters: see test/inspect/inspect.test.ts.
  met.add("program-syntax");
  // Of a task and of the settings: see secrets.test.ts.
  for (const code of ["unknown-secret", "inherited-secret", "missing-secret-file", "variable-twice"]) met.add(code);
  // Of parameters: see params/bad-params.test.ts.
  for (const code of Object.keys(paramCodes)) met.add(code);
  // Of actions: see actions/bad-actions.test.ts.
  for (const code of Object.keys(actionCodes)) met.add(code);
  const documented = catalogue.flatMap((family) => Object.keys(family.codes));
  expect([...met].sort()).toEqual(documented.toSorted());
});

test("nothing in a file reaches the objects of this program", () => {
  expect(Object.prototype.toString.call([])).toBe("[object Array]");
  expect("call" in Object.prototype).toBe(false);
});
