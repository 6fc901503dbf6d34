import { stat } from "node:fs/promises";
import { basename } from "node:path";
import type { Result } from "../../model/result.ts";
import { failure, ok } from "../../model/result.ts";
import { runQuietly } from "../run-quietly.ts";
import { findMeddler } from "./find-meddler.ts";
import { findVersion } from "./find-version.ts";

/** How these say which version they are; all others are asked with `--version`. */
const questions: Readonly<Record<string, readonly string[]>> = {
  go: ["version"],
  helm: ["version"],
  java: ["-version"],
  kubectl: ["version", "--client"],
  lsof: ["-v"],
  mawk: ["-W", "version"],
  nginx: ["-v"],
  openssl: ["version"],
  scp: ["-V"],
  ssh: ["-V"],
  sshd: ["-V"],
  tmux: ["-V"],
  unzip: ["-v"],
  zip: ["-v"],
};

/** Gives a tool's version, or how the sentence ends that begins with its path. Remembers it until its file is another. */
export function makeVersionReader(): (path: string, signal: AbortSignal) => Promise<Result<string, string>> {
  const known = new Map<string, { stamp: string; version: Result<string, string> }>();
  return async (path, signal) => {
    const stamp = await stampOf(path);
    const last = known.get(path);
    if (last?.stamp === stamp) return last.version;
    const version = await ask(path, signal);
    known.set(path, { stamp, version });
    return version;
  };
}

/** What changes when a package manager, or anybody, puts another file there: see stat(2). */
async function stampOf(path: string): Promise<string> {
  const { dev, ino, size, mtimeMs, ctimeMs, mode, uid } = await stat(path);
  return [dev, ino, size, mtimeMs, ctimeMs, mode, uid].join(" ");
}

async function ask(path: string, signal: AbortSignal): Promise<Result<string, string>> {
  const meddler = await findMeddler(path);
  if (meddler !== undefined)
    return failure(`is not asked for its version: ${meddler} can be changed by others than root`);
  const args = questions[basename(path)] ?? ["--version"];
  let said = "";
  await runQuietly([path, ...args], signal, (text) => (said += text));
  const version = findVersion(said);
  return version === undefined ? failure(`does not tell its version when asked: ${args.join(" ")}`) : ok(version);
}
