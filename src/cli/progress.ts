import { renderElapsed } from "../report/message/render-elapsed.ts";
import { cutToWidth } from "../text/display-width.ts";
import { escapeTerminal } from "../text/escape-terminal.ts";
import type { Io } from "./io.ts";

const frames = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];

/**
 * Shows a person that something goes on, in one line of standard error that goes when `end` is called. No person, no line.
 * `what` is asked again whenever the line is drawn.
 */
export function showProgress(io: Io, what: string | (() => string)): { end: () => void } {
  if (!io.errIsTerminal) return { end: () => undefined };
  const since = io.now();
  let frame = 0;
  function draw(): void {
    // To the second: a line that is redrawn ten times a second is not to flicker.
    const elapsed = renderElapsed(Math.floor((io.now() - since) / 1000) * 1000).replace(/^0 ms$/, "0 s");
    frame = (frame + 1) % frames.length;
    const text = typeof what === "string" ? what : what();
    io.err(`\r${cutToWidth(`${frames[frame]} ${escapeTerminal(text)} ${elapsed}`, (io.columns ?? 80) - 1)}\x1b[K`);
  }
  draw();
  const timer = setInterval(draw, 100);
  return {
    end: () => {
      clearInterval(timer);
      io.err("\r\x1b[K");
    },
  };
}
