import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { needProgram } from "./need-tools.ts";
import { makeFolder } from "./run-action.ts";

/** A git repository with these files committed; removed after the test. */
export function makeRepository(files: Readonly<Record<string, string>>): string {
  const root = makeFolder();
  writeFiles(root, files);
  git(root, "init", "--quiet", "--initial-branch=main");
  git(root, "add", "--all");
  git(root, "commit", "--quiet", "--message", "first");
  return root;
}

export function writeFiles(root: string, files: Readonly<Record<string, string>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), content);
  }
}

export function git(root: string, ...args: readonly string[]): string {
  const who = ["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgSign=false"];
  return execFileSync("git", [...who, ...args], { cwd: root, encoding: "utf8" });
}

/** Gives a repository the tools that are installed for this project. */
export function lendNodeModules(root: string): void {
  symlinkSync(resolve(import.meta.dirname, "../../node_modules"), join(root, "node_modules"));
}

/** What cargo needs where HOME is a test's: the toolchain of rustup, if it is rustup's. */
export function cargoEnvironment(): Record<string, string> {
  needProgram("cargo", "cargo");
  const rustup = process.env["RUSTUP_HOME"] ?? join(homedir(), ".rustup");
  return existsSync(rustup) ? { RUSTUP_HOME: rustup } : {};
}
