/** Why the shim could not be spawned, with what to do where that is known. */
export function describeSpawnError(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  const advice = (code !== undefined && adviceByCode[code]) || "Correct that and run the task again.";
  return `The run could not be started: ${message}. ${advice}`;
}

const adviceByCode: Readonly<Record<string, string>> = {
  E2BIG: "The command and its environment are too long: put the text into a script of the repository.",
  EAGAIN: "The host has no room for another process: look at ulimit -u and pids.max.",
  EDQUOT: "The quota is used up: free some space.",
  EMFILE: "The runner has too many files open: raise its LimitNOFILE.",
  ENOMEM: "The host has no memory left.",
  ENOSPC: "The disk that holds the runner's state is full: free some space.",
  EROFS: "The runner's state folder is read-only: set state_dir to another place.",
  ERR_INVALID_ARG_VALUE: "Words and variables cannot hold a NUL character: remove it.",
};
