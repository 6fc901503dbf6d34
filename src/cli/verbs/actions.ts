import type { Action, Actions } from "../../definition/index.ts";
import { layGround } from "../../definition/index.ts";
import { closest } from "../../diagnostics/closest.ts";
import type { JsonTable } from "../../model/json.ts";
import { paramText, tellMeaning, tellParams } from "../../model/params.ts";
import { readFolder } from "../../repository/revision/read-folder.ts";
import { escapeTerminal } from "../../text/escape-terminal.ts";
import { makeStyle } from "../../text/style.ts";
import { renderTable } from "../../text/table.ts";
import { wrapText } from "../../model/wrap-text.ts";
import { exitCodes } from "../exit-codes.ts";
import type { ExitCode } from "../exit-codes.ts";
import { findRoot } from "../find-root.ts";
import { hasColor, tableWidth } from "../io.ts";
import { printJson } from "../print-json.ts";
import { readHost } from "../read-host.ts";
import type { Call, Verb } from "../verb.ts";

export const verb: Verb = {
  summary: "what tasks can use instead of a command of their own",
  example: `runner actions show backup
Without \`show\` it lists all: those that come with the runner, and the repository's own under actions/.`,
  declare: (command) => {
    command.argument("[show]", "the word `show`");
    command.argument("[name]", "of which one all is told");
  },
  run: (call) => Promise.resolve(call.args[0] === undefined ? list(call) : show(call)),
};

/** What `--json` prints a list of, in order of name. */
interface ListedAction {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of what a task gives under `with`. */
  readonly params: JsonTable;
}

/** What `show --json` prints. */
interface ShownAction extends ListedAction {
  /** Else it is the repository's own. */
  readonly builtIn: boolean;
  readonly supportsDryRun: boolean;
  readonly requires: readonly string[];
  /** Paths, and placeholders of parameters. */
  readonly protect: readonly string[];
  /** Whether it has a command that undoes what it did. */
  readonly canRollBack: boolean;
  /** Task keys that its tasks have if they do not say otherwise. */
  readonly defaults: JsonTable;
  /** JSON Schema of what its runs say as data. */
  readonly outputs: JsonTable | undefined;
}

/** Those of the repository here, if there is one. What is wrong with its own is told by `runner validate`. */
function readActions(call: Call): Actions {
  const root = findRoot(call.dir);
  const host = readHost(call.io);
  if (root === undefined) return layGround([], host).actions;
  const { files, find } = readFolder(root);
  return layGround(files, host, find).actions;
}

function list(call: Call): ExitCode {
  const { io } = call;
  const actions = readActions(call);
  const all = actions.names().map((name) => ({ name, action: actions.find(name)?.action }));
  const usable = all.flatMap(({ action }) => action ?? []);
  if (call.json) printJson(io, usable.map(toListed));
  else {
    const rows = usable.map((action) => [action.isBuiltIn ? action.name : `${action.name} (own)`, action.description]);
    const columns = [{ title: "ACTION", whole: true }, { title: "DOES" }];
    io.out(renderTable(columns, rows, { width: tableWidth(io), color: hasColor(io) }));
  }
  for (const { name } of all.filter(({ action }) => !action))
    io.err(`runner: the action ${escapeTerminal(name)} cannot be used: \`runner validate\` tells why\n`);
  return exitCodes.fine;
}

function show(call: Call): ExitCode {
  const { io } = call;
  const [word = "", name] = call.args;
  if (word !== "show" || name === undefined) {
    io.err(`runner: \`runner actions\` lists them, \`runner actions show NAME\` tells all of one\n`);
    return exitCodes.invalid;
  }
  const actions = readActions(call);
  const found = actions.find(name);
  if (!found?.action) {
    const meant = closest(name, actions.names());
    const hint = meant === undefined ? "`runner actions` lists them" : `Did you mean ${meant}?`;
    io.err(
      found
        ? `runner: the action ${escapeTerminal(name)} cannot be used: \`runner validate\` tells why\n`
        : `runner: there is no action "${escapeTerminal(name)}". ${hint}\n`,
    );
    return exitCodes.invalid;
  }
  if (call.json) printJson(io, toShown(found.action));
  else io.out(renderAction(call, found.action));
  return exitCodes.fine;
}

function toListed({ name, description, params }: Action): ListedAction {
  return { name, description, params: params.schema };
}

function toShown(action: Action): ShownAction {
  return {
    ...toListed(action),
    builtIn: action.isBuiltIn,
    supportsDryRun: action.supportsDryRun,
    requires: action.requires.map(renderTool),
    protect: action.protect,
    canRollBack: action.rollback !== undefined,
    defaults: action.defaults.value,
    outputs: action.outputs,
  };
}

function renderTool({ name, version }: Action["requires"][number]): string {
  return version === undefined ? name : `${name}${version.operator}${version.version}`;
}

function renderAction(call: Call, action: Action): string {
  const { io } = call;
  const style = makeStyle(hasColor(io));
  const facts = [
    ["requires", action.requires.map(renderTool).join(", ")],
    ["dry run", action.supportsDryRun ? "yes" : "no"],
    ["protects", action.protect.join(", ")],
    [
      "undo",
      action.rollback ? "by a command of its own" : action.protect.length > 0 ? "puts back what it protects" : "",
    ],
    [
      "tasks have",
      Object.entries(action.defaults.value)
        .map(([key, value]) => `${key} = ${JSON.stringify(value)}`)
        .join(", "),
    ],
  ].filter(([, text]) => text !== "");
  const told = facts.map(([name = "", text = ""]) => `${name.padEnd(10)}  ${text}\n`).join("");
  return `${style.bold(action.name)}: ${escapeTerminal(action.description)}\n\n${renderParams(call, action)}\n${told}\nrunner new task NAME --uses ${action.name}\n`;
}

/** All of what each is: nothing is cut, as it would be in a table. */
function renderParams({ io }: Call, { params }: Action): string {
  const style = makeStyle(hasColor(io));
  const width = tableWidth(io) ?? 100;
  const told = tellParams(params).map((param) => {
    const { name, type, isRequired, isSecret, default: value } = param;
    const about = [
      type,
      ...(isSecret ? ["secret"] : []),
      ...(isRequired ? ["required"] : []),
      ...(value === undefined ? [] : [`default ${paramText(value)}`]),
    ];
    const meaning = tellMeaning(param);
    const lines = meaning === undefined ? "" : `      ${wrapText(escapeTerminal(meaning), width - 6, "      ")}\n`;
    return `  ${style.bold(name)}  ${escapeTerminal(about.join(", "))}\n${lines}`;
  });
  return told.length === 0 ? "It takes no parameters.\n" : told.join("");
}
