// takes      the words after `runner`, and the world as an Io
// gives      an exit code; text for people or, with --json, values for machines
// fails with nothing: what goes wrong is printed with what to do about it, and is in the exit code
// guarantees loads no more than the verb that was called
import { resolve } from "node:path";
import { CommanderError } from "commander";
import { atMoment } from "./at-moment.ts";
import { closest } from "../diagnostics/closest.ts";
import { exitCodes } from "./exit-codes.ts";
import type { ExitCode } from "./exit-codes.ts";
import type { Io } from "./io.ts";
import { makeCommand } from "./make-command.ts";
import { readInstant } from "./read-options.ts";
import type { Verb } from "./verb.ts";
import { verbs } from "./verbs.ts";

export { endThoughHanging } from "../facts/end-though-hanging.ts";

export async function runCommandLine(words: readonly string[], io: Io): Promise<ExitCode> {
  const [name] = words;
  if (name === "--version" || name === "-V") {
    io.out(`${io.version}\n`);
    return exitCodes.fine;
  }
  if (name === undefined || name === "help" || name === "--help" || name === "-h") return showHelp(words, io);
  const load = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
  if (!load) {
    const meant = closest(name, Object.keys(verbs));
    io.err(
      `runner: there is no verb "${name}".${meant === undefined ? "" : ` Did you mean "${meant}"?`} \`runner --help\` lists them.\n`,
    );
    return exitCodes.invalid;
  }
  return callVerb({ name, verb: (await load()).verb, words: words.slice(1), io });
}

async function callVerb(of: { name: string; verb: Verb; words: readonly string[]; io: Io }): Promise<ExitCode> {
  const { io, verb } = of;
  let code: ExitCode = exitCodes.fine;
  const command = makeCommand(of.name, verb, io).action(async () => {
    const options = command.opts();
    const dir = resolve(io.cwd, (options["repo"] as string | undefined) ?? ".");
    const call = { io, args: command.args, options, json: Boolean(options["json"]), dir };
    const now = verb.readsClock ? readInstant(call, "now", undefined) : { value: undefined };
    if ("bad" in now) code = exitCodes.invalid;
    else code = await verb.run(now.value === undefined ? call : { ...call, io: atMoment(io, now.value) });
  });
  try {
    await command.parseAsync([...of.words], { from: "user" });
    return code;
  } catch (error) {
    // Commander has said what is wrong with the words, or has shown the help.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.fine : exitCodes.invalid;
    throw error;
  }
}

async function showHelp(words: readonly string[], io: Io): Promise<ExitCode> {
  const about = words[1];
  if (words[0] === "help" && about !== undefined && Object.hasOwn(verbs, about)) {
    makeCommand(about, (await verbs[about]!()).verb, io).outputHelp();
    return exitCodes.fine;
  }
  const width = Math.max(...Object.keys(verbs).map((name) => name.length));
  const lines: string[] = [];
  for (const [name, load] of Object.entries(verbs)) {
    lines.push(`  ${name.padEnd(width)}  ${(await load()).verb.summary}`);
  }
  io.out(
    `runner: the chores of a host, kept as reviewed files in git

usage: runner <verb> [options]

${lines.join("\n")}

\`runner <verb> --help\` shows each with an example. First steps: runner init ops && cd ops
`,
  );
  return exitCodes.fine;
}
