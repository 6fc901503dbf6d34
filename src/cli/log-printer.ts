import { renderSize } from "../model/size.ts";
import { escapeTerminal } from "../text/escape-terminal.ts";
import { makeStyle } from "../text/style.ts";
import type { Io } from "./io.ts";
import { hasColor } from "./io.ts";

/** Prints what one run printed, line by line, as it comes. */
export interface LogPrinter {
  print(bytes: Uint8Array): void;
  /** So many bytes of it are not there any more. */
  skip(bytes: number): void;
  /** That was all: a last line may lack its end. */
  end(): void;
}

/** How lines of a log are printed. */
export interface LineLook {
  /** Before each line. */
  readonly prefix?: string | undefined;
  /** Only lines that contain this text. */
  readonly grep?: string | undefined;
  /** Each line as a value for machines, with the run that it is of. */
  readonly run?: { readonly task: string; readonly run: string } | undefined;
}

/** On a terminal nothing in a log acts, it is shown; in a pipe lines are as the run printed them. */
export function makeLogPrinter(io: Io, of: LineLook): LogPrinter {
  const style = makeStyle(hasColor(io));
  const prefix = of.prefix === undefined ? "" : `${style.cyan(`${of.prefix} |`)} `;
  const decoder = new TextDecoder();
  let rest = "";

  function printLine(line: string): void {
    if (of.grep !== undefined && !line.includes(of.grep)) return;
    if (of.run) return io.out(`${JSON.stringify({ ...of.run, line })}\n`);
    io.out(`${prefix}${io.outIsTerminal ? escapeTerminal(line.replace(/\r$/, "")) : line}\n`);
  }

  function end(): void {
    rest += decoder.decode();
    if (rest !== "") printLine(rest);
    rest = "";
  }

  return {
    print(bytes) {
      const lines = (rest + decoder.decode(bytes, { stream: true })).split("\n");
      rest = lines.pop()!;
      for (const line of lines) printLine(line);
    },
    skip(bytes) {
      end();
      if (of.run) io.out(`${JSON.stringify({ ...of.run, leftOutBytes: bytes })}\n`);
      else if (of.grep === undefined)
        io.out(`${prefix}${style.dim(`--- ${bytes} bytes (${renderSize(bytes)}) left out ---`)}\n`);
    },
    end,
  };
}
