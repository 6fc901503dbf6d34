import { createConnection } from "node:net";
import { createInterface } from "node:readline";
import type { Answer, Ask } from "./protocol.ts";
import { socketPath } from "./socket-path.ts";

/** Asks the daemon of a state folder; undefined: there is none. Rejects if it goes away before it has answered. */
export function askDaemon(stateDir: string, ask: Ask): Promise<Answer | undefined> {
  return new Promise((resolve, reject) => {
    let path: string;
    try {
      path = socketPath(stateDir);
    } catch {
      resolve(undefined);
      return;
    }
    const socket = createConnection(path);
    let answered = false;
    socket.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT" || error.code === "ECONNREFUSED") resolve(undefined);
      else reject(error);
    });
    socket.once("connect", () => socket.write(`${JSON.stringify(ask)}\n`));
    createInterface({ input: socket }).once("line", (line) => {
      answered = true;
      resolve(JSON.parse(line) as Answer);
      socket.destroy();
    });
    socket.once("close", () => {
      if (!answered) reject(new Error("the daemon went away before it answered"));
    });
  });
}
