import { expect, test } from "vitest";
import { makeTaskRepository } from "./task-repository.ts";

/** Sets the title, clears the screen, hides what follows, turns letters around: on a terminal that lets it. */
const evil = "\u001b]0;owned\u0007\u001b[2J\u001b[8m\u202eevil\u009b31m";
const acts = /[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]/;

const text = JSON.stringify(evil).replaceAll("\u202e", "\\u202e").replaceAll("\u009b", "\\u009b");
const files = {
  "tasks.d/a.toml": [
    `name = ${text}`,
    `description = ${text}`,
    `schedule = "daily at 02:00"`,
    "run = \"printf '\\\\033]0;owned\\\\007\\\\033[2Jseen'; exit 3\"",
    "[env]",
    `EVIL = ${text}`,
    "",
  ].join("\n"),
};

/** Without colours: whatever acts then has come from outside. */
const terminal = { columns: 200, env: { NO_COLOR: "1" } };

test.each([
  "logs a",
  "history",
  "history a",
  "status",
  "status a",
  "explain a",
  "list",
  "next",
  "plan",
  "plan --base HEAD~1",
  "audit",
  "doctor",
  "priority a",
  "run a --wait --reason EVIL",
  "run a --dry-run",
])("nothing that a task says acts on a terminal: %s", async (words) => {
  const repository = makeTaskRepository({ "tasks.d/b.toml": 'run = "true"\n' });
  repository.commit(files);
  await repository.call(`run a --wait --reason ${evil}`, terminal);
  await repository.call(`pause b --reason ${evil}`);
  const { out, err } = await repository.call(words.replace("EVIL", evil), terminal);
  // What shows that something is going on is ours.
  const told = `${out}${err}`.replaceAll(/\r|\u001b\[K/g, "");
  expect(told).not.toBe("");
  expect(told).not.toMatch(acts);
});
