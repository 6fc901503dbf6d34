import type { Json } from "../../../src/model/json.ts";
import type { Written } from "./any-written.ts";

/** Files that hold these tasks, laid out in one of many ways: `pick` chooses. */
export function layOut(tasks: readonly Written[], pick: (ways: number) => number): Readonly<Record<string, string>> {
  const { shared, rest } = pick(3) === 0 ? shareOne(tasks) : { shared: {}, rest: tasks };
  const files: Record<string, string> = {
    "calendars/holidays.toml": 'dates = ["11-21"]\n',
    "actions/one/action.toml": action("echo one"),
    "actions/other/action.toml": action("echo other"),
  };
  if (Object.keys(shared).length > 0) files["runner.toml"] = `[defaults]\n${toml(shared)}`;
  if (rest.length > 0 && pick(3) === 0) {
    const list = rest.map(({ id, keys }) => ({ id, ...keys }));
    if (pick(2) === 0)
      files["tasks.d/all.yaml"] = `tasks:\n${list.map((one) => `  - ${JSON.stringify(one)}\n`).join("")}`;
    else files["tasks.d/all.toml"] = list.map((one) => `[[tasks]]\n${toml(one)}`).join("\n");
    return files;
  }
  for (const { id, keys } of rest) {
    const folder = pick(3) === 0 ? "tasks.d/sub" : "tasks.d";
    if (pick(2) === 0) files[`${folder}/${id}.toml`] = toml(keys);
    else files[`${folder}/${id}.yaml`] = yaml(keys);
  }
  return files;
}

function action(run: string): string {
  const params = 'what = { type = "string" }\ntimes = { type = "integer", default = 1 }\n';
  return `description = "Does what it is told"\nrun = "${run}"\n[params.properties]\n${params}`;
}

/** A key that all tasks give alike becomes a default. */
function shareOne(tasks: readonly Written[]): { shared: Readonly<Record<string, Json>>; rest: readonly Written[] } {
  const [first] = tasks;
  const key = Object.keys(first?.keys ?? {}).find((name) =>
    tasks.every(
      ({ keys }) =>
        !["needs", "uses", "with"].includes(name) && JSON.stringify(keys[name]) === JSON.stringify(first!.keys[name]),
    ),
  );
  if (key === undefined) return { shared: {}, rest: tasks };
  const rest = tasks.map(({ id, keys: { [key]: _, ...keys } }) => ({ id, keys }));
  return { shared: { [key]: first!.keys[key]! }, rest };
}

/** JSON is YAML. */
function yaml(keys: Readonly<Record<string, Json>>): string {
  const lines = Object.entries(keys).map(([key, value]) => `${key}: ${JSON.stringify(value)} # so\n`);
  return `---\n${lines.join("")}`;
}

function toml(keys: Readonly<Record<string, Json>>): string {
  return Object.entries(keys)
    .map(([key, value]) => `${key} = ${tomlValue(value)}\n`)
    .join("");
}

function tomlValue(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(tomlValue).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const pairs = Object.entries(value as Record<string, Json>).map(([key, inner]) => `${key} = ${tomlValue(inner)}`);
  return `{ ${pairs.join(", ")} }`;
}
