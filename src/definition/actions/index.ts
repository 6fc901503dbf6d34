/**
 * takes       the files of actions/, what the settings say of actions, and the actions that come with the program
 * gives       what `uses` may name
 * fails with  diagnostics; an action that cannot be used is known by name, and nothing else of it
 * guarantees  a built-in action is read when it is first asked for, and only then
 */
import { closest } from "../../diagnostics/closest.ts";
import { badAction, shadowedAction, unknownAction } from "../../diagnostics/action-codes.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { byCodePoint } from "../../model/compare.ts";
import type { RevisionFile, RevisionFiles } from "../../model/files.ts";
import { isTable } from "../../model/json.ts";
import { sortKeys } from "../meaning/digest-task.ts";
import type { Layer } from "../meaning/layer.ts";
import { isActionFile } from "../read/is-action-file.ts";
import { readDocument } from "../read/index.ts";
import type { Action, Actions, BuiltInActions } from "./action.ts";
import { readAction } from "./read-action.ts";

export type { Action, Actions, BuiltInActions } from "./action.ts";
export { noBuiltIns } from "./action.ts";

interface Given {
  readonly files: readonly RevisionFile[];
  /** Undefined: scripts of the repository's own actions are not looked for. */
  readonly find: RevisionFiles["find"] | undefined;
  readonly builtIn: BuiltInActions;
  /** Of the settings, nearest first. */
  readonly settings: readonly Layer[];
  readonly report: (diagnostic: Diagnostic) => void;
}

export function defineActions(given: Given): Actions {
  const { files, builtIn, settings, report } = given;
  const own = new Map<string, Action | undefined>();
  const key: unknown[] = settings.map(({ value }) => sortKeys(value));
  for (const file of files.filter(isActionFile).sort((a, b) => byCodePoint(a.path, b.path))) {
    const name = file.path.split("/")[1]!;
    const { document, diagnostics } = readDocument(file);
    diagnostics.forEach(report);
    if (document) key.push([name, sortKeys(document.value)]);
    own.set(name, document && readAction(document, { ...given, name, isBuiltIn: false }));
    if (!document) continue;
    const start = { source: document.source, start: 0, end: 0 };
    if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(name))
      report(badAction(start, "The folder's name makes no name of an action", "Lower-case letters, digits and `-`."));
    if (builtIn.names.includes(name) && document.value["replaces"] !== true) report(shadowedAction(start, name));
  }
  const names = (): readonly string[] => [...new Set([...own.keys(), ...builtIn.names])].sort(byCodePoint);
  const find: Actions["find"] = (name) => {
    if (own.has(name)) return { action: own.get(name) };
    if (!builtIn.names.includes(name)) return undefined;
    return { action: getBuiltIn(name, builtIn) };
  };
  for (const layer of settings) {
    for (const name of Object.keys(layer.value)) {
      if (find(name)) continue;
      report(unknownAction(layer.document.locate([...layer.pointer, name], "key"), name, closest(name, names())));
    }
  }
  const right = [...own.values()].filter((action) => action !== undefined);
  return {
    find,
    names,
    defaultsOf: (name) => settings.flatMap((layer) => asWith(layer, name) ?? []),
    get key() {
      return [...key, builtIn.key];
    },
    scripts: right.flatMap(({ programs }) =>
      programs.flatMap(({ command }) => (command.kind === "script" ? [command.path] : [])),
    ),
    own: right,
  };
}

const builtInOnce = new WeakMap<BuiltInActions, Map<string, Action>>();

/** One for all revisions that are read, so that the tasks of a daemon's day share it. */
function getBuiltIn(name: string, builtIn: BuiltInActions): Action {
  const known = builtInOnce.get(builtIn) ?? new Map<string, Action>();
  builtInOnce.set(builtIn, known);
  const action = known.get(name) ?? readBuiltIn(name, builtIn);
  known.set(name, action);
  return action;
}

/** What is wrong with one of ours is a bug. */
function readBuiltIn(name: string, builtIn: BuiltInActions): Action {
  const wrong: Diagnostic[] = [];
  const { document, diagnostics } = readDocument({ path: `${name}/action.toml`, bytes: builtIn.read(name) });
  const of = { name, isBuiltIn: true, find: undefined, report: (diagnostic: Diagnostic) => wrong.push(diagnostic) };
  const action = document && readAction(document, of);
  const [first] = [...diagnostics, ...wrong];
  if (!action || first)
    throw new Error(`the built-in action ${name} is wrong: ${first?.message ?? "it cannot be read"}`);
  return action;
}

/** `[actions.backup]` as a task would have it: under `with`. */
function asWith({ document, pointer, value, unsound }: Layer, name: string): Layer | undefined {
  const table = value[name];
  if (!isTable(table)) return undefined;
  const locate: Layer["document"]["locate"] = ([, ...steps], part) =>
    document.locate([...pointer, name, ...steps], part);
  return { document: { ...document, locate }, pointer: [], value: { with: table }, unsound };
}
