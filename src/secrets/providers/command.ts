import { spawn } from "node:child_process";
import { once } from "node:events";
import { failure, ok } from "../../model/result.ts";
import type { SecretReader } from "../index.ts";

const mostBytes = 1024 ** 2;

/**
 * What a program prints. It has the runner's environment, for what asks a vault needs the address and a token; what it
 * says on standard error may hold anything, and is not repeated.
 */
export const readCommand: SecretReader<"command"> = async ({ command, timeoutMs }, { env }) => {
  const [file = "", ...args] = command;
  const child = spawn(file, args, { cwd: "/", env, stdio: ["ignore", "pipe", "ignore"], detached: true });
  const kill = (): void => killGroup(child.pid);
  const timer = setTimeout(kill, timeoutMs);
  const closed = once(child, "close") as Promise<[number | null, NodeJS.Signals | null]>;
  const chunks: Buffer[] = [];
  let bytes = 0;
  child.stdout.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > mostBytes) kill();
    else chunks.push(chunk);
  });
  try {
    const [code, signal] = await closed;
    if (code === 0) return ok(Buffer.concat(chunks));
    const how = signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`;
    return failure(`the command ${file} ${how}; try it by hand, as the runner's user`);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return failure(code === "ENOENT" ? `there is no program ${file}` : message);
  } finally {
    clearTimeout(timer);
  }
};

/** `detached` has made it the leader of a group. */
function killGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch {
    return;
  }
}
