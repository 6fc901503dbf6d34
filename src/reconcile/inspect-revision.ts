import type { HostInput } from "../definition/index.ts";
import { defineHost } from "../definition/index.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Program } from "../diagnostics/program.ts";
import { inspect } from "../inspect/index.ts";
import type { Sha } from "../model/ids.ts";
import type { Repository } from "../repository/index.ts";
import type { Log } from "./log.ts";

/** No revision waits longer than this for what interpreters say of it. */
const limitMs = 30_000;

/** What interpreters say of programs of a revision. A check that cannot be made turns nothing away: it is told in the log. */
export function makeInspectRevision(of: {
  repository: Pick<Repository, "readFiles">;
  env: Readonly<Record<string, string | undefined>>;
  host: HostInput;
  log: Log;
}): (programs: readonly Program[], sha: Sha) => Promise<readonly Diagnostic[]> {
  const { repository, env, log } = of;
  const { interpreters } = defineHost(of.host).settings;
  return async (programs, sha) => {
    const { diagnostics, unchecked } = await inspect(programs, {
      path: env["PATH"] ?? "",
      interpreters,
      limitMs,
      readScripts: async (paths) => {
        const read = await repository.readFiles(sha, paths);
        if (read.ok) return read.value;
        log.warn({ revision: sha, why: read.error.what }, "scripts could not be read, and are not checked");
        return new Map();
      },
    });
    for (const { interpreter, why, count } of unchecked) {
      if (why === "absent") log.info({ revision: sha, programs: count }, `${interpreter} is not here: not checked`);
      else log.warn({ revision: sha, programs: count }, `${interpreter} gave no answer: not checked`);
    }
    return diagnostics;
  };
}
