import { realpathSync } from "node:fs";
import { openRepository } from "../../../repository/index.ts";

/** Where a CI job gets the runner from. */
export interface RunnerSource {
  /** Of a git repository; empty: whoever gets the file has to fill it in. */
  readonly url: string;
  /** A tag, a branch or a commit. */
  readonly revision: string;
}

/** The same runner as this one, where it lies in a clone of what everybody can fetch. */
export async function findRunnerSource(packageRoot: string): Promise<RunnerSource> {
  const nowhere = { url: "", revision: "main" };
  const opened = await openRepository(packageRoot);
  if (!opened.ok || realpathSync(opened.value.dir) !== realpathSync(packageRoot)) return nowhere;
  const remote = await opened.value.findRemote("origin");
  const url = remote.ok ? (remote.value ?? "") : "";
  // A job has no key for ssh, and nobody else has this machine's folders.
  if (!/^https:\/\/[\w.:-]+\/[\w./~+-]+$/.test(url)) return nowhere;
  return { url, revision: (await opened.value.resolve("HEAD")) ?? nowhere.revision };
}
