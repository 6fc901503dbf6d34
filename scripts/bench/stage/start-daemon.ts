import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { Answer, Ask } from "../../../src/reconcile/control/protocol.ts";
import { askDaemon } from "../../../src/reconcile/control/ask-daemon.ts";
import type { TaskRepository } from "./task-repository.ts";

export interface Daemon {
  readonly pid: number;
  ask(ask: Ask): Promise<Answer>;
  /** As the kernel would: no word of farewell. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

/** Spawns `runner start` and comes back as soon as it answers on its socket. */
export async function startDaemon(runner: string, repository: TaskRepository): Promise<Daemon> {
  const child = spawn(process.execPath, [runner, "start", "--repo", repository.dir], {
    env: repository.env,
    stdio: ["ignore", "inherit", "inherit"],
  });
  const endWithUs = (): void => void child.kill("SIGKILL");
  process.once("exit", endWithUs);
  child.once("exit", () => process.off("exit", endWithUs));
  // Nobody is asked for, so that nothing is done: whoever refuses is in charge.
  const nobody: Ask = { ask: "cancel", run: "00000000T000000Z-0000000000" as never, by: "bench" };
  while ((await ask(repository, nobody)) === undefined) {
    if (child.exitCode !== null) throw new Error(`the daemon ended with ${child.exitCode}`);
    await sleep(2);
  }
  return {
    pid: child.pid!,
    ask: async (what) => {
      const answer = await ask(repository, what);
      if (!answer) throw new Error("the daemon does not answer");
      return answer;
    },
    kill: () => end(child, "SIGKILL"),
    stop: () => end(child, "SIGTERM"),
  };
}

async function ask({ stateDir }: TaskRepository, what: Ask): Promise<Answer | undefined> {
  const answer = await askDaemon(stateDir, what);
  return answer.ok ? answer.value : undefined;
}

async function end(child: ChildProcess, signal: "SIGTERM" | "SIGKILL"): Promise<void> {
  const gone = once(child, "exit");
  child.kill(signal);
  await gone;
}
