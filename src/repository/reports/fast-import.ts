import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Fault } from "../../model/fault.ts";
import type { Sha } from "../../model/ids.ts";
import { sha } from "../../model/ids.ts";
import type { Result } from "../../model/result.ts";
import { failure, ok } from "../../model/result.ts";
import type { Place } from "../find-repository.ts";
import { explainFailure } from "../git/explain-failure.ts";
import { gitEnvironment } from "../git/git-environment.ts";
import type { GitAnswer } from "../git/run-git.ts";
import { configArguments, safeConfig } from "../git/safe-config.ts";
import { batchLimit } from "./render-import.ts";

/** One pack, however few the objects: loose ones cost a second process and an fsync each (30 ms against 12). */
const packConfig = ["fastimport.unpackLimit=1"];

/**
 * Each deflated object makes the heap grow and shrink by a system call: half of the time (mallopt(3), M_TRIM_THRESHOLD).
 * And each folder of thousands of names has memory of its own mapped in and out, a fifth of it (M_MMAP_THRESHOLD).
 */
const heap = { MALLOC_TRIM_THRESHOLD_: "67108864", MALLOC_MMAP_THRESHOLD_: "33554432" };

/** A folder is written whole once a batch, and after that as what differs: by itself git begins anew after 50 times. */
const deltas = `--depth=${batchLimit}`;

/**
 * Feeds one `git fast-import` and gives the commit that its stream asked for with `get-mark`. All objects are on the
 * disk then. `--force`: the ref is ours alone and may point at an import that was never made good.
 *
 * By execa, which turns an iterable into a stream that waits for its reader, and outlives a reader that leaves early.
 */
export async function fastImport(place: Place, stream: Iterable<string | Uint8Array>): Promise<Result<Sha, Fault>> {
  const { execa } = await import("execa");
  const running = execa(
    "git",
    [
      ...configArguments([...safeConfig, ...packConfig]),
      "fast-import",
      "--quiet",
      "--force",
      deltas,
      "--date-format=raw-permissive",
    ],
    {
      cwd: place.dir,
      env: gitEnvironment(process.env, { ...heap, GIT_CEILING_DIRECTORIES: dirname(place.dir) }),
      extendEnv: false,
      stdin: stream,
      encoding: "buffer",
      reject: false,
      // Not to be ended by Ctrl-C in the middle. If we are gone, its input ends before `done`, and so does it.
      detached: true,
    },
  );
  const ended = await running;
  const stderr = Buffer.from(ended.stderr).toString("utf8");
  const named = Buffer.from(ended.stdout).toString("utf8").trim();
  if (ended.exitCode === 0) return ok(sha(named));
  // It writes down where it was when it died, into the repository. The Fault says enough.
  if (running.pid !== undefined) await rm(join(place.gitDir, `fast_import_crash_${running.pid}`), { force: true });
  const answer: GitAnswer =
    ended.exitCode !== undefined
      ? { kind: "exited", code: ended.exitCode, stdout: Buffer.alloc(0), stderr }
      : ended.signal !== undefined
        ? { kind: "killed", signal: ended.signal, stderr }
        : { kind: "unstartable", problem: ended.shortMessage ?? "unknown" };
  return failure(explainFailure("committing reports", answer));
}
