import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, realpathSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { removeTree } from "../../src/repository/index.ts";
import type { Called } from "./call.ts";
import { call } from "./call.ts";

const branch = "refs/heads/runner/reports";
const who = {
  GIT_AUTHOR_NAME: "Ada",
  GIT_AUTHOR_EMAIL: "ada@x",
  GIT_COMMITTER_NAME: "Bob",
  GIT_COMMITTER_EMAIL: "bob@x",
};

/** What somebody makes of one commit of the branch; files stay as they are put in all commits above. */
export interface Forgery {
  readonly drop?: true;
  readonly message?: string;
  /** undefined: removed. */
  readonly files?: Readonly<Record<string, string | undefined>>;
}

/** A host with a past that a real runner has written, and what an attacker would do to it with git. */
export class AuditedHost {
  readonly top: string;
  readonly dir: string;

  constructor(top = realpathSync(mkdtempSync(join(tmpdir(), "runner-audit-")))) {
    this.top = top;
    this.dir = join(top, "ops");
  }

  /** The same host once more, gone after the test. */
  copy(): AuditedHost {
    const top = realpathSync(mkdtempSync(join(tmpdir(), "runner-audit-")));
    onTestFinished(() => removeTree(top));
    cpSync(this.top, top, { recursive: true, verbatimSymlinks: true });
    return new AuditedHost(top);
  }

  init(): void {
    mkdirSync(this.dir, { recursive: true });
    this.git("init", "--quiet", "--initial-branch=main");
  }

  remove(): Promise<void> {
    return removeTree(this.top);
  }

  commit(files: Readonly<Record<string, string>>): string {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.dir, path)), { recursive: true });
      writeFileSync(join(this.dir, path), text);
    }
    this.git("add", "--all");
    this.git("commit", "--quiet", "--message=change");
    return this.git("rev-parse", "HEAD");
  }

  call(...words: string[]): Promise<Called> {
    return this.callWith({}, ...words);
  }

  callWith(env: Readonly<Record<string, string>>, ...words: string[]): Promise<Called> {
    return call(words, { cwd: this.dir, env: { HOME: this.top, RUNNER_HOST_NAME: "web-1", ...env } });
  }

  git(...args: string[]): string {
    return this.gitWith({}, ...args);
  }

  /** Commits of the branch, the root first. */
  commits(): readonly { readonly sha: string; readonly subject: string; readonly message: string }[] {
    const names = this.git("rev-list", "--first-parent", "--reverse", branch).split("\n");
    return names.map((sha) => {
      const message = this.git("log", "-1", "--format=%B", sha);
      return { sha, subject: message.split("\n", 1)[0]!, message };
    });
  }

  /** The commit of that subject, the last if there are several. */
  find(subject: RegExp): { readonly sha: string; readonly message: string } {
    const found = this.commits().findLast((commit) => subject.test(commit.subject));
    if (!found)
      throw new Error(
        `no commit ${subject}: ${this.commits()
          .map((each) => each.subject)
          .join("; ")}`,
      );
    return found;
  }

  /** The file that a commit brought. */
  added(sha: string, pattern: RegExp): string {
    const names = this.git("diff-tree", "--root", "-r", "--no-commit-id", "--name-only", sha).split("\n");
    return names.find((name) => pattern.test(name))!;
  }

  show(path: string, commit = branch): string {
    return `${this.git("show", `${commit}:${path}`)}\n`;
  }

  /** Another commit on top, as anybody can make who may push. */
  append(
    message: string,
    files: NonNullable<Forgery["files"]>,
    { parents = [], at }: { parents?: readonly string[]; at?: string } = {},
  ): string {
    const tip = this.git("rev-parse", branch);
    const tree = this.#write(tip, files);
    const args = [tip, ...parents].flatMap((parent) => ["-p", parent]);
    const made = this.gitWith(
      at === undefined ? {} : { GIT_COMMITTER_DATE: at },
      "commit-tree",
      tree,
      ...args,
      "-m",
      message,
    );
    this.git("update-ref", branch, made);
    return made;
  }

  /** The branch made anew from its root, in another order if asked: what a force push can do. Gives the new commits. */
  rewrite(
    forge: (commit: { sha: string; subject: string; message: string }) => Forgery | undefined,
    order = (commits: ReturnType<AuditedHost["commits"]>) => commits,
  ): readonly string[] {
    const made: string[] = [];
    let edits: NonNullable<Forgery["files"]> = {};
    for (const commit of order(this.commits())) {
      const forgery = forge(commit) ?? {};
      edits = { ...edits, ...forgery.files };
      if (forgery.drop) continue;
      const parent = made.at(-1);
      const tree = this.#write(commit.sha, edits);
      const args = parent === undefined ? [] : ["-p", parent];
      made.push(this.git("commit-tree", tree, ...args, "-m", forgery.message ?? commit.message));
    }
    this.git("update-ref", branch, made.at(-1)!);
    return made;
  }

  /** What this host remembers of the branch is gone: as in a clone that somebody has just made. */
  forget(): void {
    execFileSync("rm", ["-rf", join(this.dir, ".git/runner/reports")]);
  }

  /** The tree of a commit with other files in it. */
  #write(commit: string, files: NonNullable<Forgery["files"]>): string {
    const index = { GIT_INDEX_FILE: join(this.top, "forged.index") };
    this.gitWith(index, "read-tree", commit);
    for (const [path, content] of Object.entries(files)) {
      if (content === undefined) this.gitWith(index, "update-index", "--force-remove", path);
      else {
        writeFileSync(join(this.top, "forged"), content);
        const blob = this.git("hash-object", "-w", "--no-filters", join(this.top, "forged"));
        this.gitWith(index, "update-index", "--add", "--cacheinfo", `100644,${blob},${path}`);
      }
    }
    return this.gitWith(index, "write-tree");
  }

  gitWith(env: Readonly<Record<string, string>>, ...args: string[]): string {
    return execFileSync("git", args, {
      cwd: this.dir,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
      env: { PATH: process.env["PATH"], HOME: this.top, GIT_CONFIG_NOSYSTEM: "1", ...who, ...env },
    }).trimEnd();
  }
}
