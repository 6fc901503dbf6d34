import type { Fault } from "../../model/fault.ts";
import type { Sha } from "../../model/ids.ts";
import type { Proof, ReportCommit } from "../../model/report-commit.ts";
import type { Result } from "../../model/result.ts";
import { failure, ok } from "../../model/result.ts";
import type { Place } from "../find-repository.ts";
import { tryGit } from "../git/ask-git.ts";
import { trackingRef } from "../remote/fetch-branch.ts";
import type { Pushed } from "../remote/push-commit.ts";
import { pushCommit } from "../remote/push-commit.ts";
import type { Network } from "../remote/reach.ts";
import { commitBatch } from "./commit-batch.ts";
import type { FoundRemoval } from "./find-removal.ts";
import { findRemoval } from "./find-removal.ts";
import { findPresent } from "./find-present.ts";
import { readTip } from "./move-branch.ts";
import { readFiles, readStates } from "./read-files.ts";
import type { ChooseRemoval } from "./remove-files.ts";
import { removeFiles } from "./remove-files.ts";
import { batchLimit } from "./render-import.ts";
import { rollUpPacks } from "./roll-up-packs.ts";
import type { TipSigner } from "./sign-tip.ts";
import { takeOver } from "./take-over.ts";

/** The branch that reports are committed to. It shares no history with the branch of the tasks. */
export interface ReportsBranch {
  /** Once at start: takes over the remote's branch, if it contains ours or we have none. */
  prepare(): Promise<Result<void, Fault>>;
  /** Where our branch is; undefined: there is none. */
  tip(): Promise<Sha | undefined>;
  /** Which of these our branch has, as the very objects given: makes publishing again after a crash harmless. */
  present(proofs: readonly Proof[]): Promise<Result<ReadonlySet<Proof>, Fault>>;
  /** On the disk before it resolves. More than 100 commits are written in several rounds, each whole or not at all. */
  commit(commits: readonly ReportCommit[]): Promise<Result<{ tip: Sha }, Fault>>;
  /** Takes files of runs off the tip, in one commit that says so; they stay in the history. */
  remove(choose: ChooseRemoval): Promise<Result<void, Fault>>;
  /** The last commit that took such a file off the branch; undefined: none did. */
  findRemoval(pattern: string): Promise<Result<FoundRemoval | undefined, Fault>>;
  /** Never by force. `refused`: somebody else has pushed; `adoptRemote`, commit what is missing again, push again. */
  push(): Promise<Result<Pushed | { readonly kind: "nothing" }, Fault>>;
  /** Sets our branch to the remote's, unless ours contains it. `dropped`: commits of ours are not on it any more. */
  adoptRemote(): Promise<Result<{ tip: Sha; dropped: boolean }, Fault>>;
  /** `hosts/<host>/tasks/<task>.json` and `hosts/<host>/revision.json` of all hosts, by path: what the board is made of. */
  readStates(): Promise<Result<ReadonlyMap<string, string>, Fault>>;
  /** Other files by path, such as a committed log. Those that are not there are absent. */
  readFiles(paths: readonly string[]): Promise<Result<ReadonlyMap<string, Uint8Array>, Fault>>;
}

export interface ReportsOptions {
  readonly branch: string;
  /** undefined: reports stay in this repository. */
  readonly remote: string | undefined;
  readonly author: { readonly name: string; readonly email: string };
  /** undefined: nothing is signed. */
  readonly signer?: TipSigner | undefined;
}

export function makeReportsBranch(at: { place: Place; network: Network }, options: ReportsOptions): ReportsBranch {
  const { place } = at;
  const { branch, remote, author } = options;
  const inTurn = makeQueue();
  let knownTip: Sha | undefined;

  return {
    prepare: async () => {
      if (remote === undefined) return ok(undefined);
      const taken = await takeOver(at, remote, branch, "keep-ours");
      return taken.ok ? ok(undefined) : taken;
    },
    tip: () => readTip(place, branch),
    present: async (proofs) => findPresent(place, await readTip(place, branch), proofs),
    commit: (commits) =>
      inTurn(async () => {
        for (let start = 0; start < commits.length; start += batchLimit) {
          const batch = commits.slice(start, start + batchLimit);
          const committed = await commitBatch({
            place,
            branch,
            author,
            commits: batch,
            knownTip,
            signer: options.signer,
          });
          knownTip = committed.ok ? committed.value : undefined;
          if (!committed.ok) return committed;
          await rollUpPacks(place, committed.value.length / 2).catch(() => undefined);
        }
        knownTip ??= await readTip(place, branch);
        if (knownTip === undefined) throw new Error("a batch without commits, and no branch yet");
        return ok({ tip: knownTip });
      }),
    remove: (choose) => inTurn(() => removeFiles({ place, branch, author, choose })),
    findRemoval: async (pattern) => {
      const tip = await readTip(place, branch);
      return tip === undefined ? ok(undefined) : findRemoval(place, tip, pattern);
    },
    push: async () => {
      const ours = await readTip(place, branch);
      if (remote === undefined || ours === undefined) return ok({ kind: "nothing" });
      const args = ["rev-parse", "--verify", "--quiet", trackingRef(remote, branch)];
      if ((await tryGit({ cwd: place.dir, args })) === ours) return ok({ kind: "nothing" });
      return pushCommit({ cwd: place.dir, network: at.network }, remote, branch, ours);
    },
    adoptRemote: () =>
      inTurn(async () => {
        const taken = remote === undefined ? noRemote() : await takeOver(at, remote, branch, "take-theirs");
        if (!taken.ok) return taken;
        knownTip = taken.value.tip;
        return knownTip === undefined ? nothingThere(branch) : ok({ tip: knownTip, dropped: taken.value.dropped });
      }),
    readStates: async () => {
      const tip = await readTip(place, branch);
      return tip === undefined ? ok(new Map()) : readStates(place, tip);
    },
    readFiles: async (paths) => {
      const tip = await readTip(place, branch);
      return tip === undefined ? ok(new Map()) : readFiles(place, tip, paths);
    },
  };
}

/** One after the other, in the order of the calls: those that move the branch must not get between each other's steps. */
function makeQueue(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work, work);
    last = next.catch(() => undefined);
    return next;
  };
}

function noRemote(): Result<never, Fault> {
  const what = "taking over the remote's reports: no remote is set";
  return failure({ kind: "stalled", what, hint: "Set reports.remote in runner.toml." });
}

function nothingThere(branch: string): Result<never, Fault> {
  const what = `taking over ${branch}: it is neither here nor on the remote`;
  return failure({ kind: "transient", what, hint: "The next report makes it.", retryAfterMs: 1000 });
}
