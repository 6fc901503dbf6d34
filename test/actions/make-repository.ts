import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { leaveOut } from "./need-tools.ts";
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

/** Leaves out a test that cannot be made without it. */
export function needProgram(name: string, distributionPackage: string): string {
  const folders = ["/usr/bin", ...(process.env["PATH"] ?? "").split(delimiter)];
  const found = folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
  return found ?? leaveOut(`${name} is not on the PATH: apt-get install ${distributionPackage}`);
}

/** A PATH on which there is nothing but these, for any user. */
export function onlyPrograms(...names: readonly string[]): { PATH: string } {
  const folder = makeFolder();
  chmodSync(folder, 0o755);
  for (const name of names) symlinkSync(needProgram(name, name), join(folder, name));
  return { PATH: folder };
}
