import { rmSync } from "node:fs";
import type { Socket } from "node:net";
import { createServer } from "node:net";
import type { Log } from "../log.ts";
import { parseAsk } from "./parse-ask.ts";
import type { Answer, Ask } from "./protocol.ts";
import { socketPath } from "./socket-path.ts";

/** In characters: a request for each of 10,000 tasks fits. */
const longestAsk = 4 * 1024 ** 2;

/** The listening end of the socket. */
export interface Control {
  /** No more asks; who still waits for an answer is let go. */
  close(): void;
}

/**
 * Answers asks on the state folder's socket. The folder is 0700 and the socket 0600: nobody but the same user (and
 * root) gets here. Whoever calls this holds the lock, so a socket that is already there is a dead runner's.
 */
export function serveControl(stateDir: string, handle: (ask: Ask) => Promise<Answer>, log: Log): Promise<Control> {
  const path = socketPath(stateDir);
  rmSync(path, { force: true });
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.once("close", () => open.delete(socket));
    converse(socket, handle, log);
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    // The socket is private from its first moment. It is made before `listen` returns, and by then the mask has to be
    // what it was: a run that is started meanwhile would inherit it.
    const mask = process.umask(0o177);
    try {
      server.listen(path, () => resolve({ close }));
    } finally {
      process.umask(mask);
    }
  });

  function close(): void {
    server.close();
    // Those that wait for the end of a run would keep this process alive.
    for (const socket of open) socket.destroySoon();
  }
}

/** One ask a connection. */
function converse(socket: Socket, handle: (ask: Ask) => Promise<Answer>, log: Log): void {
  let text = "";
  socket.on("error", (error) => log.debug({ error: error.message }, "a verb went away before its answer"));
  socket.setEncoding("utf8").on("data", function listen(chunk: string) {
    text += chunk;
    if (text.length > longestAsk) {
      socket.destroy();
    } else if (chunk.includes("\n")) {
      socket.off("data", listen).resume();
      void answer(text.slice(0, text.indexOf("\n")), handle, log).then((said) =>
        socket.end(`${JSON.stringify(said)}\n`),
      );
    }
  });
}

async function answer(line: string, handle: (ask: Ask) => Promise<Answer>, log: Log): Promise<Answer> {
  const ask = parseAsk(line);
  if (!ask) {
    const message = "the runner does not understand what it was asked";
    const hint = "Is it another version? Restart it, so that both are the same.";
    return { answer: "refused", why: "invalid", message, hint };
  }
  try {
    return await handle(ask);
  } catch (error) {
    log.error({ error, ask: ask.ask }, "an ask failed");
    return { answer: "refused", why: "world", message: String(error), hint: "See the runner's log." };
  }
}
