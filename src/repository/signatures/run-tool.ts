import type { Fault } from "../../model/fault.ts";
import type { Result } from "../../model/result.ts";
import { failure, ok } from "../../model/result.ts";
import { gitEnvironment } from "../git/git-environment.ts";

/** A tool that hangs is as good as none. */
const longestMs = 60_000;

/** Runs ssh-keygen or gpg to its end: whether it said yes. Fails only where it is not there. */
export async function runTool(
  program: "ssh-keygen" | "gpg",
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Result<boolean, Fault>> {
  const { execFile } = await import("node:child_process");
  return new Promise((resolve) => {
    const options = { env: gitEnvironment(process.env, env), timeout: longestMs };
    execFile(program, args, options, (error) => {
      resolve(error?.code === "ENOENT" ? failure(missingTool(program)) : ok(error === null));
    });
  });
}

export function missingTool(program: string): Fault {
  return {
    kind: "stalled",
    what: `checking signatures: there is no ${program} on this machine`,
    hint: "Install it: ssh-keygen is in the package openssh-client, gpg in gnupg.",
  };
}
