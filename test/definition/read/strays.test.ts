import { expect, test } from "vitest";
import { defineFiles, listProblems } from "../define-files.ts";

const good = { "tasks.d/good.toml": 'run = "true"\n' };

test.each([
  ["a letter too few", "tasks.d/backup.tml", "backup.toml"],
  ["two letters swapped", "tasks.d/web/backup.ymal", "backup.yaml"],
  ["an ending cut short", "tasks.d/backup.ym", "backup.yml"],
  ["large letters", "tasks.d/backup.TOML", "backup.toml"],
  ["JSON, which is YAML too", "tasks.d/backup.json", "backup.yaml"],
  ["an ending that an editor added", "tasks.d/backup.toml.txt", "backup.toml"],
  ["none, as in cron.d", "tasks.d/backup", "backup.toml"],
])("a file with an ending that looks like a slip is told, and stands in nobody's way: %s", (_, path, meant) => {
  const definition = defineFiles({ files: good, others: [path] });
  expect(listProblems(definition)).toEqual([`stray-file ${path}:1:1`]);
  expect(definition.diagnostics[0]).toMatchObject({
    severity: "warning",
    hint: expect.stringContaining(`Rename it to ${meant}`),
  });
  expect([...definition.catalog!.tasks.keys()]).toEqual(["good"]);
});

test.each([
  "README.md",
  "LICENSE",
  "notes.txt",
  "x.sh",
  "x.toml.bak",
  "x.toml.off",
  "x.toml~",
  "x.toml.orig",
  "x.yaml.disabled",
  "x.ml",
  "x.xml",
  "x.html",
])("%s is what it is", (name) => {
  expect(listProblems(defineFiles({ files: good, others: [`tasks.d/${name}`] }))).toEqual([]);
});
