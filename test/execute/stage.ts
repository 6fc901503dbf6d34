import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { Server, Socket } from "node:net";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { onTestFinished } from "vitest";
import type { AttemptEnded, Executor, ExecutorOptions, LaunchOrder } from "../../src/execute/index.ts";
import { makeExecutor } from "../../src/execute/index.ts";
import { noIsolation } from "../../src/model/isolation.ts";
import { runId, taskId } from "../../src/model/ids.ts";

export const run = runId("20261120T020000Z-00000000aa");
export const obedient = new URL("../fixtures/obedient.mjs", import.meta.url).pathname;

/** A temporary folder with a state folder and a workspace, and a socket that obedient programs report to. */
export interface Stage {
  readonly stateDir: string;
  readonly workspace: string;
  readonly socket: string;
  /** An executor, and the ends that it tells. */
  readonly play: (options?: Partial<ExecutorOptions>) => Play;
  readonly order: (change?: Partial<LaunchOrder>) => LaunchOrder;
  /** argv of an obedient program. */
  readonly puppet: (name: string) => { kind: "argv"; argv: readonly string[] };
  /** When the obedient program of this name has said hello. */
  readonly meet: (name: string) => Promise<Puppet>;
}

export interface Play {
  readonly executor: Executor;
  /** The next end that has not been asked for yet. */
  readonly end: () => Promise<AttemptEnded>;
  readonly warnings: string[];
}

export interface Puppet {
  readonly pid: number;
  /** Fulfilled when it has done so. */
  readonly tell: (command: string) => Promise<void>;
  /** A command after which it cannot answer. */
  readonly order: (command: string) => void;
  readonly gone: Promise<void>;
  readonly isGone: () => boolean;
}

export async function makeStage(): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), "runner-execute-"));
  const stateDir = join(folder, "state");
  const workspace = join(folder, "workspace");
  const socket = join(folder, "socket");
  mkdirSync(workspace);
  const meetings = new Map<string, PromiseWithResolvers<Puppet>>();
  const meetingOf = (name: string) => {
    const meeting = meetings.get(name) ?? Promise.withResolvers<Puppet>();
    meetings.set(name, meeting);
    return meeting;
  };
  const sockets = new Set<Socket>();
  const executors: Executor[] = [];
  const server = await listen(socket, (connection) => {
    sockets.add(connection);
    connection.once("close", () => sockets.delete(connection));
    greet(connection, (name, puppet) => meetingOf(name).resolve(puppet));
  });
  onTestFinished(async () => {
    for (const connection of sockets) connection.end("exit 0\n");
    await Promise.all([...sockets].map((connection) => new Promise((resolve) => connection.once("close", resolve))));
    for (const executor of executors) executor.stop();
    await new Promise((resolve) => server.close(resolve));
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  });
  return {
    stateDir,
    workspace,
    socket,
    play: (options) => {
      const play = makePlay({ stateDir, ...options });
      executors.push(play.executor);
      return play;
    },
    order: (change) => ({ ...plainOrder, workspace, ...change }),
    puppet: (name) => ({ kind: "argv", argv: [process.execPath, obedient, socket, name] }),
    meet: (name) => meetingOf(name).promise,
  };
}

export function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** A file of the workspace. */
export function place(stage: Stage, name: string, content: string, mode = 0o644): void {
  writeFileSync(join(stage.workspace, name), content, { mode });
}

const plainOrder: Omit<LaunchOrder, "workspace"> = {
  run,
  task: taskId("t"),
  attempt: 1,
  launch: 1,
  command: { kind: "argv", argv: ["true"] },
  check: undefined,
  shell: ["bash", "-euo", "pipefail", "{}"],
  isolation: noIsolation,
  account: undefined,
  workspaceIsOwn: false,
  workdir: ".",
  environment: new Map([
    ["PATH", "/usr/bin:/bin"],
    ["RUNNER_RUN_ID", run],
  ]),
};

function makePlay(options: Partial<ExecutorOptions> & { stateDir: string }): Play {
  const told: AttemptEnded[] = [];
  const asked: ((ended: AttemptEnded) => void)[] = [];
  const warnings: string[] = [];
  const executor = makeExecutor({
    now: Date.now,
    onWarning: (message) => warnings.push(message),
    onEnded: (_run, _launch, ended) => {
      const ask = asked.shift();
      if (ask) ask(ended);
      else told.push(ended);
    },
    ...options,
  });
  const end = () => {
    const ended = told.shift();
    return ended ? Promise.resolve(ended) : new Promise<AttemptEnded>((resolve) => asked.push(resolve));
  };
  return { executor, end, warnings };
}

function greet(connection: Socket, welcome: (name: string, puppet: Puppet) => void): void {
  const answers: (() => void)[] = [];
  let isGone = false;
  const gone = new Promise<void>((resolve) =>
    connection.once("close", () => {
      isGone = true;
      resolve();
    }),
  );
  // A killed program breaks the connection; readline passes that on as an error of its own.
  connection.on("error", () => undefined);
  const lines = createInterface({ input: connection }).on("error", () => undefined);
  lines.on("line", (line) => {
    const hello = /^hello (\S+) (\d+)$/.exec(line);
    if (!hello) return answers.shift()?.();
    welcome(hello[1]!, {
      pid: Number(hello[2]),
      tell: (command) =>
        new Promise((resolve) => {
          answers.push(resolve);
          connection.write(`${command}\n`);
        }),
      order: (command) => connection.write(`${command}\n`),
      gone,
      isGone: () => isGone,
    });
  });
}

function listen(path: string, onConnection: (connection: Socket) => void): Promise<Server> {
  const server = createServer(onConnection);
  return new Promise((resolve) => server.listen(path, () => resolve(server)));
}
