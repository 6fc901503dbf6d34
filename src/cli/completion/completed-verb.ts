import type { Command } from "commander";
import { makeCommand } from "../make-command.ts";
import { verbs } from "../verbs.ts";

/** What a shell can offer behind a verb. */
export interface CompletedVerb {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly {
    readonly long: string;
    readonly short: string | undefined;
    readonly description: string;
    readonly takesValue: boolean;
    /** Of its value, where there are few. */
    readonly choices: readonly string[];
  }[];
  /** Words that an argument may be. */
  readonly choices: readonly string[];
  /** What else an argument may be. */
  readonly takes: "tasks" | "files" | undefined;
}

/** Every verb, as it declares itself: a new verb or option needs no line here. */
export async function completedVerbs(): Promise<readonly CompletedVerb[]> {
  const silent = { out: () => {}, err: () => {} };
  const completed: CompletedVerb[] = [];
  for (const [name, load] of Object.entries(verbs)) {
    const { verb } = await load();
    completed.push(complete(name, verb.summary, makeCommand(name, verb, silent)));
  }
  return completed;
}

function complete(name: string, summary: string, command: Command): CompletedVerb {
  const help = { long: "--help", short: "-h", description: "shows this", takesValue: false, choices: [] };
  const options = command.options.map(({ long, short, flags, description, required, optional, argChoices }) => {
    return { long: long ?? flags, short, description, takesValue: required || optional, choices: argChoices ?? [] };
  });
  const names = command.registeredArguments.map((argument) => argument.name());
  return {
    ...{ name, summary, options: [...options, help] },
    choices: command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []),
    takes: names.some((word) => word.startsWith("task"))
      ? "tasks"
      : names.some((word) => word === "path" || word === "dir")
        ? "files"
        : undefined,
  };
}
