import { closest } from "../../diagnostics/closest.ts";
import { knownKeys } from "../known-keys.generated.ts";
import type { Root } from "./check-shape.ts";

/** What the key is called elsewhere, and here. */
const elsewhere: Readonly<Partial<Record<string, string>>> = {
  after: "needs",
  cmd: "run",
  command: "run",
  cron: "schedule",
  cwd: "workdir",
  depends: "needs",
  depends_on: "needs",
  directory: "workdir",
  disabled: "enabled = false",
  environment: "env",
  exec: "run",
  execstart: "run",
  oncalendar: "schedule",
  retries: "retry",
  script: "run = { script = … }",
  steps: "run",
  tz: "timezone",
  working_directory: "workdir",
};

/** What to say of a key that does not exist. `tables`: the names on the way to the table it stands in. */
export function hintUnknownKey(root: Root, tables: readonly string[], key: string): string | undefined {
  const inDefaults = tables[0] === "defaults";
  const ofTask = root === "task" || inDefaults || tables[0] === "tasks";
  const path = ["task", ...outermost(root === "task" ? tables : tables.slice(1))].join("/");
  const known = knownKeys[ofTask ? path : [root, ...tables].join("/")] ?? [];
  if (path === "task" && ofTask) {
    if (key === "defaults") return "`defaults` belongs to a file with several tasks: [[tasks]], or tasks:";
    if (key === "id" && inDefaults) return "Every task has its own id: it cannot be a default.";
    const word = key.toLowerCase().replaceAll("-", "_");
    if (Object.hasOwn(elsewhere, word)) return `Did you mean \`${elsewhere[word]}\`?`;
  }
  if (root === "taskList" && tables.length === 0 && knownKeys["task"]?.includes(key) === true) {
    return "Put it under `defaults`, or into each task.";
  }
  if (path === "task/on" && knownKeys["task/when"]?.includes(key) === true) {
    return `A condition has a table of its own: { condition = { ${key} = … } }`;
  }
  const meant = closest(key, known);
  if (meant !== undefined) return `Did you mean \`${meant}\`?`;
  return known.length > 0 && known.length <= 12 ? `Known here: ${known.join(", ")}.` : undefined;
}

/** Conditions within conditions have the keys of the outermost. */
function outermost(tables: readonly string[]): readonly string[] {
  return tables.filter((name, i) => i === 0 || !/^(all|any|not)$/.test(name));
}
