import type { BuiltInActions, Definition } from "../../src/definition/index.ts";
import { define } from "../../src/definition/index.ts";
import { toProblem } from "../../src/diagnostics/index.ts";
import type { RevisionEntry } from "../../src/model/files.ts";
import type { Task } from "../../src/model/task.ts";

const now = Date.UTC(2026, 10, 20);

export interface Given {
  /** Path → text or bytes; undefined: cannot be read. */
  readonly files: Readonly<Record<string, string | Uint8Array | undefined>>;
  readonly entries?: readonly RevisionEntry[];
  /** Paths of files that are no task files. */
  readonly others?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly hostToml?: string;
  readonly builtIn?: BuiltInActions;
}

/** Defines a revision with these files, on a host called web-1. */
export function defineFiles({ files, entries = [], others = [], env = {}, hostToml, builtIn }: Given): Definition {
  const list = Object.entries(files).map(([path, text]) => ({ path, bytes: toBytes(text) }));
  const find = (path: string): RevisionEntry | undefined => entries.find((entry) => entry.path === path);
  const file = hostToml === undefined ? undefined : { path: "/etc/runner/host.toml", bytes: toBytes(hostToml) };
  return define({
    files: { files: list, others, find },
    now,
    host: { name: "web-1", file, env, ...(builtIn && { builtIn }) },
  });
}

/** One task file alone. */
export function defineOne(path: string, text: string | Uint8Array): Definition {
  return defineFiles({ files: { [path]: text } });
}

/** The only task of a file that must be right. */
export function taskOf(given: Given): Task {
  const definition = defineFiles(given);
  const [task] = definition.catalog?.tasks.values() ?? [];
  if (task === undefined) throw new Error(listProblems(definition).join("\n"));
  return task;
}

/** `unknown-key tasks.d/x.toml:1:1`, in order. */
export function listProblems(definition: Pick<Definition, "diagnostics">): string[] {
  return definition.diagnostics
    .map(toProblem)
    .map(({ code, file, line, column }) => `${code} ${file}:${line}:${column}`);
}

function toBytes(text: string | Uint8Array | undefined): Uint8Array | undefined {
  return typeof text === "string" ? new TextEncoder().encode(text) : text;
}
