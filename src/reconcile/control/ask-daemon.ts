import type { Socket } from "node:net";
import { createConnection } from "node:net";
import type { Fault } from "../../model/fault.ts";
import type { Result } from "../../model/result.ts";
import { failure, ok } from "../../model/result.ts";
import type { Answer, Ask } from "./protocol.ts";
import { findImpostor } from "./find-impostor.ts";
import { socketPath } from "./socket-path.ts";

/** Whether a daemon answers for this state folder. A Fault where one does, but not to us. */
export function findDaemon(stateDir: string): Promise<Result<boolean, Fault>> {
  return new Promise((resolve) => {
    const socket = connect(stateDir, {
      onConnect: () => {
        resolve(ok(true));
        socket?.destroy();
      },
      onNobody: () => resolve(ok(false)),
      onFault: (fault) => resolve(failure(fault)),
    });
  });
}

/**
 * Asks the daemon of a state folder; undefined: there is none. A Fault where it goes away before it has answered, or
 * when `signal` ends the wait.
 */
export function askDaemon(
  stateDir: string,
  ask: Ask,
  signal?: AbortSignal,
): Promise<Result<Answer | undefined, Fault>> {
  return new Promise((resolve) => {
    let text = "";
    const socket = connect(stateDir, {
      onConnect: () => socket?.write(`${JSON.stringify(ask)}\n`),
      onNobody: () => resolve(ok(undefined)),
      onFault: (fault) => resolve(failure(fault)),
    });
    socket?.on("data", (chunk: string) => {
      text += chunk;
      if (!chunk.includes("\n")) return;
      resolve(parseAnswer(text.slice(0, text.indexOf("\n"))));
      socket.destroy();
    });
    const leave = (): void => void socket?.destroy();
    if (signal?.aborted) leave();
    signal?.addEventListener("abort", leave, { once: true });
    socket?.once("close", () => signal?.removeEventListener("abort", leave));
  });
}

interface Reactions {
  readonly onConnect: () => void;
  readonly onNobody: () => void;
  /** Also when the connection has ended: whoever has got an answer by then is not interested any more. */
  readonly onFault: (fault: Fault) => void;
}

function connect(stateDir: string, { onConnect, onNobody, onFault }: Reactions): Socket | undefined {
  let path: string;
  try {
    const impostor = findImpostor(stateDir);
    if (impostor !== undefined) {
      onFault(notTrusted(impostor));
      return undefined;
    }
    path = socketPath(stateDir);
  } catch {
    // No state folder, no daemon.
    onNobody();
    return undefined;
  }
  const socket = createConnection(path, onConnect).setEncoding("utf8");
  socket.on("error", (error: NodeJS.ErrnoException) => {
    // A socket that nobody listens on is a dead runner's.
    if (error.code === "ENOENT" || error.code === "ECONNREFUSED") onNobody();
    else if (error.code === "EACCES" || error.code === "EPERM") onFault(othersDaemon);
    else onFault(goneDaemon);
  });
  socket.once("close", () => onFault(goneDaemon));
  return socket;
}

function parseAnswer(line: string): Result<Answer, Fault> {
  try {
    return ok(JSON.parse(line) as Answer);
  } catch {
    const what = "the runner gave an answer that makes no sense";
    return failure({ kind: "stalled", what, hint: "Is it another version? Restart it, so that both are the same." });
  }
}

const othersDaemon: Fault = {
  kind: "stalled",
  what: "the runner of this repository belongs to another user",
  hint: "Call the verb as the user that started it, or as root.",
};

function notTrusted(why: string): Fault {
  const what = `whoever answers here may not be the runner of this repository: ${why}`;
  return {
    kind: "stalled",
    what,
    hint: "Make the state folder its owner's alone (chmod 700), or start the runner anew.",
  };
}

const goneDaemon: Fault = {
  kind: "transient",
  what: "the runner went away before it answered",
  hint: "What runs goes on, and the next runner finds it: `runner start`, then `runner status`.",
  retryAfterMs: 1000,
};
