import { spawn } from "node:child_process";

/** Runs a program of the host at the root, to its end, `input` on its standard input. Rejects with what it said where it fails. */
export function runTool(name: string, args: readonly string[], input = ""): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(name, args, {
      cwd: "/",
      stdio: ["pipe", "ignore", "pipe"],
      env: { ...process.env, LC_ALL: "C" },
    });
    let said = "";
    child.stderr.on("data", (chunk: Buffer) => (said = (said + chunk.toString()).slice(0, 2000)));
    child.on("error", reject);
    child.on("close", (code) =>
      code === 0 ? resolve() : reject(new Error(said.trim().split("\n")[0] || `${name} ended with ${code}`)),
    );
    // It may be gone before it has read all: its exit says why.
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
  });
}
