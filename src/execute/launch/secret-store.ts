import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from "node:fs";
import type { LaunchSecrets } from "../index.ts";
import type { Account } from "../isolation/find-account.ts";
import type { RunFolder } from "./run-folder.ts";
import { writeOwnFile } from "./write-own-file.ts";

/*
 * The values stay beside the raw log, which has as much right to be read, until the run is reported: a runner that finds
 * the run after a restart, and whoever looks at its log, must mask what the run was given, whatever the provider says by
 * then. A line of base64 each; an attempt adds its own. See docs/decisions/0020.
 */

/** On disk before the run can print anything. Throws what the file system says: then it must not start. */
export function keepSecrets(folder: Pick<RunFolder, "secrets">, values: readonly string[]): void {
  const file = openSync(folder.secrets, "a", 0o600);
  try {
    writeSync(file, values.map((value) => `${Buffer.from(value).toString("base64")}\n`).join(""));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Those of all attempts, each once; none where there is no file. */
export function readKeptSecrets(path: string | number): readonly string[] {
  let text: string;
  try {
    text = readFileSync(path, "latin1");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
  const lines = text.split("\n").filter((line) => line !== "");
  return [...new Set(lines)].map((line) => Buffer.from(line, "base64").toString());
}

/** Where those are that come as files, by their variables. */
export function pathsOfSecrets(tmp: string, { files }: LaunchSecrets): ReadonlyMap<string, string> {
  return new Map([...files.keys()].map((variable) => [variable, `${tmp}/secret-${variable}`]));
}

/** Writes those that come as files, for the run's user alone. */
export function writeSecretFiles(tmp: string, secrets: LaunchSecrets, owner: Account | undefined): void {
  for (const [variable, path] of pathsOfSecrets(tmp, secrets)) writeOwnFile(path, secrets.files.get(variable)!, owner);
}
