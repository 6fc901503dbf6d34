import type { GitCall } from "../git/run-git.ts";
import { runGit } from "../git/run-git.ts";
import type { TimeLimit } from "../git/watch-time.ts";

/** How other machines are reached. */
export interface Network {
  /** Private key for ssh; undefined or empty: whatever ssh finds by itself. */
  readonly sshKey?: string | undefined;
  readonly limit: TimeLimit;
}

export const defaultNetwork: Network = { limit: { idleMs: 60_000, totalMs: 30 * 60_000 } };

/** The part of a call that every conversation with a remote shares: nobody is asked anything, nothing lasts for ever. */
export async function reach(cwd: string, network: Network): Promise<Pick<GitCall, "cwd" | "env" | "limit">> {
  const command = await sshCommand(cwd, network.sshKey);
  return { cwd, limit: network.limit, ...(command === undefined ? {} : { env: { GIT_SSH_COMMAND: command } }) };
}

/** Without ControlPersist: a master connection that stays behind keeps git's output open. */
const batch =
  "-o BatchMode=yes -o ConnectTimeout=30 -o ServerAliveInterval=15 -o ServerAliveCountMax=4 -o ControlMaster=no";

/** An ssh of the user's own (GIT_SSH, core.sshCommand) is left as it is, unless we are told which key to use. */
async function sshCommand(cwd: string, sshKey: string | undefined): Promise<string | undefined> {
  if (sshKey) return `ssh -i ${shellQuote(sshKey)} -o IdentitiesOnly=yes ${batch}`;
  if (process.env["GIT_SSH_COMMAND"] || process.env["GIT_SSH"]) return undefined;
  const own = await runGit({ cwd, args: ["config", "--get", "core.sshCommand"] });
  return own.kind === "exited" && own.code === 0 ? undefined : `ssh ${batch}`;
}

/** Git hands the command to a shell. */
function shellQuote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
