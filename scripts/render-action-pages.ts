/** docs/actions/: a page for each built-in action, and an index, made of their action.toml. */
import { builtInActions } from "../src/cli/built-in-actions.ts";
import type { Action } from "../src/definition/index.ts";
import { layGround } from "../src/definition/index.ts";
import { renderToml } from "./render-toml.ts";

type Schema = Readonly<Record<string, unknown>>;

const note = "<!-- Made of src/actions/ by `npm run generate`. Not to be edited. -->";

/** By their paths in the project. Throws where an action is wrong. */
export function renderActionPages(): ReadonlyMap<string, string> {
  const all = readAll();
  return new Map([
    ["docs/actions/README.md", renderIndex(all)],
    ...all.map((action): [string, string] => [`docs/actions/${action.name}.md`, renderPage(action)]),
  ]);
}

const start = "<!-- actions: from src/actions by `npm run generate` -->";
const end = "<!-- /actions -->";

/** The README with a fresh table between its two marks. */
export function fillActionTable(readme: string): string {
  const [before, rest] = readme.split(start);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined)
    throw new Error(`README.md has no table between ${start} and ${end}`);
  return `${before}${start}\n\n${renderActionTable(readAll(), "docs/actions/")}\n\n${end}${after}`;
}

function readAll(): readonly Action[] {
  const builtIn = builtInActions();
  const { actions } = layGround([], { name: "", file: undefined, env: {}, builtIn });
  return builtIn.names.map((name) => actions.find(name)!.action!);
}

/** The table of the README, and of the index. */
function renderActionTable(all: readonly Pick<Action, "name" | "description">[], folder: string): string {
  const rows = all.map(({ name, description }) => `| [\`${name}\`](${folder}${name}.md) | ${escape(description)} |`);
  return ["| action | does |", "| --- | --- |", ...rows].join("\n");
}

function renderIndex(all: readonly Action[]): string {
  return `${note}

# Actions

A task that \`uses\` an action needs no command of its own: it gives it parameters under \`with\`. These come with the
runner; \`runner actions\` lists them together with the repository's own, which have the same format
([how to write one](../writing-actions.md)). Each can run dry: \`runner run TASK --dry-run\` changes nothing and says what it
would do.

${renderActionTable(all, "")}
`;
}

function renderPage(action: Action): string {
  const parts = [
    note,
    `# ${action.name}`,
    `${action.description}.`,
    `\`\`\`toml tasks.d/${action.name}.toml\n${renderExample(action)}\`\`\``,
    "## Parameters",
    renderParams(action.params.schema),
    ...renderAbout(action),
    ...renderOutputs(action.outputs),
  ];
  return `${parts.join("\n\n")}\n`;
}

/** A task that holds: what has to be there, with its first example. */
function renderExample({ name, params }: Action): string {
  const properties = propertiesOf(params.schema);
  const lines = Object.entries(properties).flatMap(([key, schema]) => {
    const [example] = (schema["examples"] ?? []) as unknown[];
    return params.required.includes(key) ? [`${key} = ${renderToml(example)}\n`] : [];
  });
  const given = lines.length === 0 ? "" : `\n[with]\n${lines.join("")}`;
  return `schedule = "daily at 02:00"\nuses     = "${name}"\n${given}`;
}

function renderParams(schema: Schema): string {
  const required = (schema["required"] ?? []) as readonly string[];
  const rows = Object.entries(propertiesOf(schema)).map(([name, property]) => {
    const [example] = (property["examples"] ?? []) as unknown[];
    const value = required.includes(name)
      ? "**required**"
      : property["default"] === undefined
        ? ""
        : code(property["default"]);
    return `| \`${name}\` | ${typeOf(property)} | ${value} | ${tell(property)} | ${example === undefined ? "" : code(example)} |`;
  });
  if (rows.length === 0) return "None.";
  return ["| parameter | type | default | meaning | example |", "| --- | --- | --- | --- | --- |", ...rows].join("\n");
}

function renderAbout(action: Action): readonly string[] {
  const { requires, defaults, protect, rollback } = action;
  const tools = requires.map(({ name, version }) => `\`${name}${version ? version.operator + version.version : ""}\``);
  const keys = Object.entries(defaults.value).map(([key, value]) => `\`${key} = ${renderToml(value)}\``);
  const undo = [
    ...(protect.length > 0 ? [`copies ${protect.map((path) => `\`${path}\``).join(", ")} before a run`] : []),
    ...(rollback ? ["has a command of its own that undoes a run"] : []),
  ];
  const items = [
    ...(tools.length > 0 ? [`Needs ${tools.join(", ")}.`] : []),
    ...(keys.length > 0 ? [`Its tasks have, where they do not say otherwise: ${keys.join(", ")}.`] : []),
    undo.length > 0 ? `Undo: ${undo.join(", and ")}.` : "Undo: there is nothing that could be put back.",
    action.supportsDryRun ? "Dry run: yes." : "Dry run: no.",
  ];
  return ["## What else there is to it", items.map((item) => `- ${item}`).join("\n")];
}

function renderOutputs(outputs: Schema | undefined): readonly string[] {
  if (!outputs) return [];
  const rows = ["metrics", "data"].flatMap((group) =>
    Object.entries(propertiesOf((propertiesOf(outputs)[group] ?? {}) as Schema)).map(
      ([name, schema]) => `| \`${group}.${name}\` | ${typeOf(schema)} | ${tell(schema)} |`,
    ),
  );
  if (rows.length === 0) return [];
  return ["## What its runs say as data", ["| output | type | meaning |", "| --- | --- | --- |", ...rows].join("\n")];
}

function propertiesOf(schema: Schema): Readonly<Record<string, Schema>> {
  return (schema["properties"] ?? {}) as Readonly<Record<string, Schema>>;
}

function typeOf({ type, enum: choices, items }: Schema): string {
  if (Array.isArray(choices)) return (choices as unknown[]).map((choice) => code(choice)).join(" ");
  const name = [type ?? "any"].flat().join(" or ");
  const inner = items as Schema | undefined;
  return name === "array" && typeof inner?.["type"] === "string" ? `list of ${inner["type"]}` : name;
}

function tell({ title, description, writeOnly }: Schema): string {
  const texts = [title, description, writeOnly === true ? "secret" : undefined].filter((text) => text !== undefined);
  return escape(texts.join(": "));
}

function code(value: unknown): string {
  return `\`${escape(renderToml(value))}\``;
}

function escape(text: string): string {
  return text.replaceAll("|", "\\|");
}
