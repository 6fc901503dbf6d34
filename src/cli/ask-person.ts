import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { Writable } from "node:stream";

/** One line of what a person types on a terminal; undefined: Ctrl-C or Ctrl-D. What is secret is not shown. */
export function askPerson(of: {
  input: Readable;
  output: Writable;
  question: string;
  isSecret: boolean;
}): Promise<string | undefined> {
  const { input, output, question, isSecret } = of;
  // readline shows each key by writing it, so that a stream which lets nothing through hides them.
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input, output: isSecret ? silent : output, terminal: true, historySize: 0 });
  // Only now: the terminal itself has shown keys until readline took it over.
  if (isSecret) output.write(question);
  else lines.setPrompt(question);
  lines.prompt();
  return new Promise((resolve) => {
    const end = (answer: string | undefined): void => {
      resolve(answer);
      lines.close();
      if (isSecret || answer === undefined) output.write("\n");
    };
    lines.once("line", end);
    lines.once("SIGINT", () => end(undefined));
    lines.once("close", () => end(undefined));
  });
}
