import type { Repository } from "../../repository/index.ts";
import type { Patient } from "./check.ts";

/** The repository as its runner reaches others, for somebody who waits at a terminal. */
export function impatient({ here, settings }: Patient): Repository {
  const limit = { idleMs: 10_000, totalMs: 20_000 };
  return here.repository.reachedBy({ limit, sshKey: settings.git.sshKey });
}
