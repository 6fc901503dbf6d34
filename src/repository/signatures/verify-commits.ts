import { availableParallelism } from "node:os";
import type { Fault } from "../../model/fault.ts";
import type { Sha } from "../../model/ids.ts";
import { sha } from "../../model/ids.ts";
import type { Result } from "../../model/result.ts";
import { failure, ok } from "../../model/result.ts";
import { explainFailure } from "../git/explain-failure.ts";
import { runGit } from "../git/run-git.ts";
import { missingTool } from "./run-tool.ts";

/** What git says of a commit's signature: pretty formats in git-log(1). */
export interface Verified {
  readonly commit: Sha;
  /** `%G?`: G good, B bad, U unknown validity, X or Y expired, R revoked, E cannot be checked, N none. */
  readonly letter: string;
  readonly fingerprint: string;
  readonly signer: string;
}

/** Fewer than this are not worth another git. */
const fewest = 16;

/** Verifies each commit's signature, in this order. Git starts a program or two for each, so several go side by side. */
export async function verifyCommits(of: {
  cwd: string;
  commits: readonly Sha[];
  config: readonly string[];
  env: Readonly<Record<string, string>>;
}): Promise<Result<readonly Verified[], Fault>> {
  const count = Math.max(1, Math.min(availableParallelism(), Math.floor(of.commits.length / fewest)));
  const size = Math.ceil(of.commits.length / count);
  const parts = Array.from({ length: count }, (_, i) => of.commits.slice(i * size, (i + 1) * size));
  const verified = await Promise.all(parts.map((commits) => verifyPart({ ...of, commits })));
  const all: Verified[] = [];
  for (const part of verified) {
    if (!part.ok) return part;
    all.push(...part.value);
  }
  return ok(all);
}

const doing = "checking signatures";

async function verifyPart(of: Parameters<typeof verifyCommits>[0]): ReturnType<typeof verifyCommits> {
  const answer = await runGit({
    cwd: of.cwd,
    config: of.config,
    env: of.env,
    args: ["log", "--no-walk=unsorted", "-z", "--format=%H%x00%G?%x00%GF%x00%GS", "--stdin"],
    input: `${of.commits.join("\n")}\n`,
  });
  if (answer.kind !== "exited" || answer.code !== 0) return failure(explainFailure(doing, answer));
  const missing = /cannot (?:run|exec) '?(ssh-keygen|gpg)\b/.exec(answer.stderr)?.[1];
  if (missing !== undefined) return failure(missingTool(missing));
  const words = answer.stdout.toString("utf8").split("\0");
  const verified = of.commits.map((commit, i): Verified => {
    const [name, letter = "", fingerprint = "", signer = ""] = words.slice(i * 4, i * 4 + 4);
    // Were one left out, the words of the others would pass for its own.
    if (sha(name ?? "") !== commit) throw new Error(`git log spoke of ${name} where it was asked for ${commit}`);
    return { commit, letter, fingerprint, signer };
  });
  return ok(verified);
}
