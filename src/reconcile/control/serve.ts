import { chmodSync, rmSync } from "node:fs";
import type { Server, Socket } from "node:net";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import type { Log } from "../log.ts";
import type { Answer, Ask } from "./protocol.ts";
import { socketPath } from "./socket-path.ts";

/**
 * Answers asks on the state folder's socket. The folder is 0700 and the socket 0600: nobody but the same user (and
 * root) gets here. Whoever calls this holds the lock, so a socket that is already there is a dead runner's.
 */
export function serveControl(stateDir: string, handle: (ask: Ask) => Promise<Answer>, log: Log): Promise<Server> {
  const path = socketPath(stateDir);
  rmSync(path, { force: true });
  const server = createServer((socket) => converse(socket, handle, log));
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    // The mask makes the socket private from its first moment.
    const mask = process.umask(0o177);
    server.listen(path, () => {
      process.umask(mask);
      chmodSync(path, 0o600);
      resolve(server);
    });
  });
}

function converse(socket: Socket, handle: (ask: Ask) => Promise<Answer>, log: Log): void {
  socket.on("error", (error) => log.debug({ error: error.message }, "a verb went away before its answer"));
  createInterface({ input: socket }).once("line", (line) => {
    let ask: Ask;
    try {
      ask = JSON.parse(line) as Ask;
    } catch {
      socket.end(
        `${JSON.stringify({ answer: "refused", message: "that was no ask", hint: "use the runner command" })}\n`,
      );
      return;
    }
    handle(ask).then(
      (answer) => socket.end(`${JSON.stringify(answer)}\n`),
      (error: unknown) => {
        log.error({ error, ask: ask.ask }, "an ask failed");
        socket.end(`${JSON.stringify({ answer: "refused", message: String(error), hint: "see the runner's log" })}\n`);
      },
    );
  });
}
