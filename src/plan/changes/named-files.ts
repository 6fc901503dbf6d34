import type { Command, Task } from "../../model/task.ts";

/** Whether there is such a file in the repository. */
export type IsFile = (path: string) => boolean;

/**
 * Files of the repository that a task's commands name: as their script, as a word, or somewhere in shell text; and those
 * that its secrets are in.
 */
export function namedByTask({ command, check, rollback, workdir, secrets }: Task, isFile: IsFile): readonly string[] {
  // A folder of the host holds no file of the repository.
  const folders = workdir.startsWith("/") ? [""] : [...new Set(["", workdir === "." ? "" : workdir])];
  const words = [command, check, rollback].flatMap((of) => (of ? wordsOf(of) : []));
  const scripts = [command, check, rollback].flatMap((of) => (of?.kind === "script" && !of.isBuiltIn ? [of.path] : []));
  const sealed = secrets.flatMap(({ source }) => (source.provider === "age" ? [source.path] : []));
  return [...new Set([...[...scripts, ...sealed].filter(isFile), ...resolveAll(words, folders, isFile)])];
}

/**
 * Files of the repository that a script names: to source them, to call them, to read them. They are looked for from
 * the repository's root and beside the script; the modules that Python imports, beside the script.
 */
export function namedByScript(path: string, text: string, isFile: IsFile): readonly string[] {
  const folder = path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "";
  const imports = path.endsWith(".py") ? listImports(text) : [];
  return resolveAll([...splitWords(text), ...imports], [...new Set(["", folder])], isFile).filter((it) => it !== path);
}

function wordsOf(command: Command): readonly string[] {
  switch (command.kind) {
    case "text":
      return splitWords(command.text);
    case "argv":
      return command.argv.flatMap((word) => [word, ...splitWords(word)]);
    case "script":
      return command.args.flatMap((word) => [word, ...splitWords(word)]);
  }
}

/** Stands for what only the run knows: the value of a variable, the output of a command. */
const unknown = "\0";

/** What may be a path in shell text, or in another script's. Quotes hold words together, and are no part of them. */
function splitWords(text: string): readonly string[] {
  if (!/[./]/.test(text)) return [];
  const known = text.replace(/\$\{\w+[^}]*\}|\$\w+|(?<=[)`]["']?)(?=\/)/g, unknown);
  const quoted = [...known.matchAll(/"([^"\n]+)"|'([^'\n]+)'/g)].map(([, double, single]) => double ?? single!);
  return [...quoted, ...known.replace(/["']/g, "").split(/[\s;&|()<>{}[\]=,:`$#]+/)];
}

function listImports(text: string): readonly string[] {
  const modules = text.matchAll(/^[ \t]*(?:from|import)[ \t]+([\w.]+)/gm);
  return [...modules].map(([, name = ""]) => `${name.replace(/^\.+/, "").replaceAll(".", "/")}.py`);
}

function resolveAll(words: readonly string[], folders: readonly string[], isFile: IsFile): readonly string[] {
  const found = new Set<string>();
  for (const word of new Set(words)) {
    // A word alone is a command or an argument, such as `date`.
    if (!/[./]/.test(word)) continue;
    // `$RUNNER_REPO/scripts/x.sh`, `$(dirname "$0")/x.sh`: what comes before is taken for a folder that we look in.
    const below = word.slice(word.lastIndexOf(unknown) + 1);
    const path = below === word ? word : below.replace(/^\/+/, "");
    for (const folder of folders) {
      const resolved = resolveFrom(folder, path.replace(/[.,!?]+$/, ""));
      if (resolved !== undefined && isFile(resolved)) found.add(resolved);
    }
  }
  return [...found];
}

/** undefined: outside of the repository. */
function resolveFrom(folder: string, path: string): string | undefined {
  if (path === "" || path.startsWith("/")) return undefined;
  const steps = folder === "" ? [] : folder.split("/");
  for (const step of path.split("/")) {
    if (step === "..") {
      if (steps.pop() === undefined) return undefined;
    } else if (step !== "." && step !== "") steps.push(step);
  }
  return steps.join("/");
}
