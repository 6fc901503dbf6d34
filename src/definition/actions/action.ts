import type { ToolQuery } from "../../model/condition.ts";
import type { Params } from "../../model/params.ts";
import type { Command } from "../../model/task.ts";
import type { JsonTable } from "../../model/json.ts";
import type { Layer } from "../meaning/layer.ts";
import type { Program } from "../../diagnostics/program.ts";

/** An action as understood. */
export interface Action {
  readonly name: string;
  readonly isBuiltIn: boolean;
  readonly description: string;
  readonly params: Params;
  /** With the action's own `shell`, and scripts where its folder is. */
  readonly run: Command;
  readonly check: Command | undefined;
  readonly rollback: Command | undefined;
  /** What it hands to interpreters. None of one that comes with the program, whose scripts are no part of a revision. */
  readonly programs: readonly Omit<Program, "task" | "isExecutable">[];
  /** Absolute paths and globs, such below `~`, and placeholders of parameters. */
  readonly protect: readonly string[];
  readonly requires: readonly ToolQuery[];
  readonly supportsDryRun: boolean;
  readonly output: "text" | "json";
  /** JSON Schema of what its runs say as data. */
  readonly outputs: JsonTable | undefined;
  /** Task keys. */
  readonly defaults: Layer;
}

/** What `uses` may name. */
export interface Actions {
  /** `action` undefined: there is one, and what is wrong with it has been told. */
  find(name: string): { readonly action: Action | undefined } | undefined;
  /** In order of code point. */
  names(): readonly string[];
  /** `[actions.NAME]` of the settings, nearest first, as layers of a task. */
  defaultsOf(name: string): readonly Layer[];
  /** What tells these actions from others. Found when asked for. */
  readonly key: readonly unknown[];
  /** Scripts of the repository's own, which have to be there. */
  readonly scripts: readonly string[];
  /** The repository's own that are right, in order of code point. */
  readonly own: readonly Action[];
}

export const noActions: Actions = {
  find: () => undefined,
  names: () => [],
  defaultsOf: () => [],
  key: [],
  scripts: [],
  own: [],
};

/** The actions that come with the program, in the format of the repository's own. */
export interface BuiltInActions {
  /** Absolute path of the folder that holds a folder of each. */
  readonly folder: string;
  readonly names: readonly string[];
  /** Tells them from those of another version of the program, which may lie in the same place. */
  readonly key: string;
  /** The text of its action.toml. Only of a name that is there. */
  readonly read: (name: string) => Uint8Array;
}

export const noBuiltIns: BuiltInActions = {
  folder: "",
  names: [],
  key: "",
  read(name) {
    throw new Error(`there is no built-in action ${name}`);
  },
};
