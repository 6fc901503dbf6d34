import { Command } from "commander";
import type { Io } from "./io.ts";
import type { Verb } from "./verb.ts";

/** A verb with its options, and those that all verbs have, as commander takes it. */
export function makeCommand(name: string, verb: Verb, io: Pick<Io, "out" | "err">): Command {
  const command = new Command(`runner ${name}`)
    .description(verb.summary)
    .exitOverride()
    .showHelpAfterError(`(\`runner ${name} --help\` shows how it is called)`)
    .configureOutput({
      writeOut: io.out,
      writeErr: io.err,
      outputError: (text, write) => write(text.replace(/^error/, "runner")),
    });
  verb.declare(command);
  if (verb.readsClock) command.option("--now <instant>", "as if it were that moment, such as 2026-11-20T02:00Z");
  return command
    .option("--repo <dir>", "the task repository (default: the one this folder is in)")
    .option("--json", "values for machines instead of text for people")
    .helpOption("-h, --help", "shows this")
    .addHelpText("after", `\nExample:\n${verb.example.replace(/^/gm, "  ")}`);
}
