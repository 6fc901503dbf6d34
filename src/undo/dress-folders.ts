import { rmSync } from "node:fs";
import { readContents } from "./read-contents.ts";
import { runTool } from "./run-tool.ts";

/**
 * Gives folders the owner, mode, times, attributes and access control lists that their copies have. tar(1) sets those, to the
 * nanosecond, of a folder that is there, and does so at its end; only attributes that a folder has gained since it leaves.
 */
export async function dressFolders(of: {
  folders: readonly string[];
  copies: string;
  onTrouble: (path: string, error: unknown) => void;
}): Promise<void> {
  const { folders, copies } = of;
  if (folders.length === 0) return;
  await strip(of);
  const kept = ["--format=posix", "--xattrs", "--xattrs-include=*", "--acls"];
  const list = `${copies}/../dress.tar`;
  const picked = ["--no-recursion", "--null", "--no-unquote", "-T", "-"];
  await runTool("tar", {
    args: [...kept, "-C", copies, ...picked, "-cf", list],
    names: folders.map((path) => `.${path}`),
  });
  try {
    await runTool("tar", { args: [...kept, "-C", "/", "-p", "--same-owner", "--keep-directory-symlink", "-xf", list] });
  } catch (error) {
    for (const path of folders) of.onTrouble(path, error);
  } finally {
    rmSync(list, { force: true });
  }
}

async function strip(of: Parameters<typeof dressFolders>[0]): Promise<void> {
  const then = await readContents(of.folders, { folder: of.copies });
  const now = await readContents(of.folders, { isLenient: true });
  for (const [path, { names }] of now) {
    const kept = new Set(then.get(path)?.names);
    for (const name of names.filter((one) => !kept.has(one))) {
      try {
        await takeAway(path, Buffer.from(name, "latin1").toString());
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

async function takeAway(path: string, name: string): Promise<void> {
  for (const tool of tools) if (await isDone(tool(path, name))) return;
  throw new Error(`the attribute ${name} stays, for neither setfattr nor python3 is on this host`);
}

/** False: there is no such program. */
async function isDone(words: readonly string[]): Promise<boolean> {
  try {
    await runTool("xargs", { args: ["-0", "env"], names: words });
    return true;
  } catch (error) {
    if ((error as Error).message.startsWith("env: ")) return false;
    throw error;
  }
}
