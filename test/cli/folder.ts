import { mkdirSync, mkdtempSync, readFileSync, readdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import type { Called, Circumstances } from "./call.ts";
import { call } from "./call.ts";

/** A plain folder, gone after the test; and the command line, called in it at 2026-03-28T12:00Z. */
export interface Folder {
  readonly dir: string;
  readonly write: (files: Readonly<Record<string, string>>) => void;
  readonly read: (path: string) => string;
  /** All files, git's own left out, in order. */
  readonly list: () => readonly string[];
  readonly call: (words: readonly string[], circumstances?: Partial<Circumstances>) => Promise<Called>;
  readonly json: (words: readonly string[]) => Promise<unknown>;
}

/** The day before Berlin's clocks go forward. */
export const noon = Date.UTC(2026, 2, 28, 12);

export function makeFolder(files: Readonly<Record<string, string>> = {}): Folder {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), "runner-folder-")));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const write = (these: Readonly<Record<string, string>>): void => {
    for (const [path, text] of Object.entries(these)) {
      mkdirSync(dirname(join(dir, path)), { recursive: true });
      writeFileSync(join(dir, path), text);
    }
  };
  write(files);
  const callHere: Folder["call"] = (words, circumstances) => {
    const env = { RUNNER_HOST_NAME: "web-1", ...circumstances?.env };
    return call(words, { cwd: dir, now: () => noon, ...circumstances, env });
  };
  return {
    dir,
    write,
    read: (path) => readFileSync(join(dir, path), "utf8"),
    list: () =>
      readdirSync(dir, { recursive: true, encoding: "utf8" })
        .filter((path) => !/(^|\/)\.git(\/|$)/.test(path))
        .sort(),
    call: callHere,
    json: async (words) => JSON.parse((await callHere([...words, "--json"])).out) as unknown,
  };
}
