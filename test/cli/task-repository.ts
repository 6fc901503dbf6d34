import { execFileSync } from "node:child_process";
import {
  closeSync,
  constants,
  mkdirSync,
  mkdtempSync,
  openSync,
  realpathSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { removeTree } from "../../src/repository/index.ts";
import type { Called, Calling, Circumstances } from "./call.ts";
import { begin, call } from "./call.ts";

/** A git repository with tasks, gone after the test; and the command line, called in it. */
export interface TaskRepository {
  readonly dir: string;
  /** Writes files and commits everything; gives the commit. */
  readonly commit: (files: Readonly<Record<string, string>>) => string;
  readonly write: (files: Readonly<Record<string, string>>) => void;
  readonly git: (...args: string[]) => string;
  readonly call: (words: string, circumstances?: Partial<Circumstances>) => Promise<Called>;
  readonly begin: (words: string, circumstances?: Partial<Circumstances>) => Calling;
  /** A daemon with the newest commit in force. Stopped after the test, if it has not been by then. */
  readonly start: () => Promise<Calling>;
  /** A task that does as it is told. */
  readonly puppet: (name: string) => Puppet;
}

export interface Puppet {
  /** For a task's `run`: prints each line that it is told, until that is `end`. */
  readonly run: string;
  /** Waits until it is up. */
  readonly tell: (line: string) => Promise<void>;
}

export function makeTaskRepository(files: Readonly<Record<string, string>> = {}): TaskRepository {
  const top = realpathSync(
    mkdtempSync(
      join(tmpdir(), "runner-cli-" + (expect.getState().currentTestName ?? "").replace(/\W+/g, "_").slice(0, 40) + "-"),
    ),
  );
  const dir = join(top, "ops");
  const daemons: Calling[] = [];
  const pipes: string[] = [];
  onTestFinished(async () => {
    for (const pipe of pipes) endReader(pipe);
    for (const daemon of daemons) daemon.stop();
    await Promise.all(daemons.map(({ done }) => done));
    await removeTree(top);
  });
  const who = { GIT_AUTHOR_NAME: "A", GIT_AUTHOR_EMAIL: "a@x", GIT_COMMITTER_NAME: "A", GIT_COMMITTER_EMAIL: "a@x" };
  const git = (...args: string[]): string =>
    execFileSync("git", args, {
      cwd: dir,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
      env: { PATH: process.env["PATH"], HOME: top, GIT_CONFIG_NOSYSTEM: "1", ...who },
    }).trimEnd();
  const write = (these: Readonly<Record<string, string>>): void => {
    for (const [path, text] of Object.entries(these)) {
      mkdirSync(dirname(join(dir, path)), { recursive: true });
      writeFileSync(join(dir, path), text);
    }
  };
  const commit = (these: Readonly<Record<string, string>>): string => {
    write(these);
    git("add", "--all");
    git("commit", "--quiet", "--message=change");
    return git("rev-parse", "HEAD");
  };
  const around = (circumstances?: Partial<Circumstances>): Circumstances => ({
    cwd: dir,
    ...circumstances,
    env: { HOME: top, RUNNER_HOST_NAME: "web-1", ...circumstances?.env },
  });
  mkdirSync(dir);
  git("init", "--quiet", "--initial-branch=main");
  if (Object.keys(files).length > 0) commit(files);
  return {
    dir,
    commit,
    write,
    git,
    call: (words, circumstances) => call(words.split(" "), around(circumstances)),
    begin: (words, circumstances) => begin(words.split(" "), around(circumstances)),
    start: async () => {
      const daemon = begin(["start"], around());
      daemons.push(daemon);
      await daemon.says("revision applied");
      return daemon;
    },
    puppet: (name) => {
      const pipe = join(top, name);
      execFileSync("mkfifo", [pipe]);
      pipes.push(pipe);
      // Open for writing too: the pipe does not end when the first who wrote has closed it.
      const run = `exec 3<>${pipe}; while read -r line <&3; do [ "$line" = end ] && exit; echo "$line"; done`;
      return { run: JSON.stringify(run), tell: (line) => writeFile(pipe, `${line}\n`) };
    },
  };
}

/** Lets go of a puppet that a failed test has left. */
function endReader(pipe: string): void {
  try {
    const file = openSync(pipe, constants.O_WRONLY | constants.O_NONBLOCK);
    writeSync(file, "end\n");
    closeSync(file);
  } catch (error) {
    // Nobody reads, or does no longer: as it should be.
    if (!["ENXIO", "EPIPE"].includes((error as NodeJS.ErrnoException).code!)) throw error;
  }
}
