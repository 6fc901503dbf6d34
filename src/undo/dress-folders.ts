import { closeSync, constants, openSync, rmSync } from "node:fs";
import { onDisk } from "./disk-names.ts";
import type { HeldFolder, Places } from "./hold-folder.ts";
import { holdFolder } from "./hold-folder.ts";
import { readContents } from "./read-contents.ts";
import { runTool } from "./run-tool.ts";

export interface DressOrder {
  readonly folders: readonly string[];
  readonly copies: string;
  readonly places: Places;
  readonly onTrouble: (path: string, error: unknown) => void;
}

/** Open at the same time: a process has 1024 files, by default. */
const mostHeld = 200;

/**
 * Gives folders the owner, mode, times, attributes and access control lists that their copies have. tar(1) sets those, to the
 * nanosecond, of a folder that is there, and does so at its end; only attributes that a folder has gained since it leaves.
 */
export async function dressFolders(of: DressOrder): Promise<void> {
  for (let from = 0; from < of.folders.length; from += mostHeld)
    await dressSome({ ...of, folders: of.folders.slice(from, from + mostHeld) });
}

/** tar(1) knows the folders, and their copies, by their descriptors. */
async function dressSome(of: DressOrder): Promise<void> {
  const { copies, places } = of;
  const held = of.folders.flatMap((path) => {
    try {
      return [{ path, folder: holdFolder(path, places) }];
    } catch (error) {
      of.onTrouble(path, error);
      return [];
    }
  });
  if (held.length === 0) return;
  const saved: number[] = [];
  const list = `${copies}/../dress.tar`;
  const kept = ["--format=posix", "--xattrs", "--xattrs-include=*", "--acls", "-C", "/proc/self/fd"];
  const picked = ["--no-recursion", "--null", "--no-unquote", "-T", "-"];
  const names = held.map((_, i) => `${3 + i}/.`);
  try {
    await strip(of, held);
    for (const { path } of held)
      saved.push(openSync(onDisk(copies + path), constants.O_RDONLY | constants.O_DIRECTORY));
    await runTool("tar", { args: [...kept, ...picked, "-cf", list], names, files: saved });
    const files = held.map(({ folder }) => folder.file);
    await runTool("tar", { args: [...kept, "-p", "--same-owner", "-xf", list], files });
  } catch (error) {
    for (const { path } of held) of.onTrouble(path, error);
  } finally {
    for (const file of saved) closeSync(file);
    for (const { folder } of held) folder.release();
    rmSync(list, { force: true });
  }
}

async function strip(
  of: DressOrder,
  held: readonly { readonly path: string; readonly folder: HeldFolder }[],
): Promise<void> {
  const folders = new Map(held.map(({ path, folder }) => [path, folder]));
  const then = await readContents([...folders.keys()], { folder: of.copies });
  const now = await readContents([...folders.keys()], { isLenient: true });
  for (const [path, { names }] of now) {
    const kept = new Set(then.get(path)?.names);
    for (const name of names.filter((one) => !kept.has(one))) {
      try {
        await takeAway(folders.get(path)!, Buffer.from(name, "latin1").toString());
      } catch (error) {
        of.onTrouble(path, error);
      }
    }
  }
}

/** What can do it. Neither is on every host, and Node itself cannot. */
const tools: readonly ((path: string, name: string) => readonly string[])[] = [
  (path, name) => ["setfattr", "-h", "-x", name, "--", path],
  (path, name) => ["python3", "-c", byPython, name, path],
];

const byPython = `import os, sys
try:
    os.removexattr(sys.argv[2], sys.argv[1], follow_symlinks=False)
except OSError as error:
    sys.exit(error.strerror)
`;

async function takeAway({ file }: HeldFolder, name: string): Promise<void> {
  for (const tool of tools) if (await isDone(tool("/proc/self/fd/3/.", name), file)) return;
  throw new Error(`the attribute ${name} stays, for neither setfattr nor python3 is on this host`);
}

/** False: there is no such program. */
async function isDone(words: readonly string[], file: number): Promise<boolean> {
  try {
    await runTool("xargs", { args: ["-0", "env"], names: words, files: [file] });
    return true;
  } catch (error) {
    if ((error as Error).message.startsWith("env: ")) return false;
    throw error;
  }
}
