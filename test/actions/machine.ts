import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { makeFolder } from "./run-action.ts";

/** A file system in memory of that size, for as long as `use` takes: or until whoever is in it still has ended. */
export async function mountSmall(size: string, use: (folder: string) => Promise<void>): Promise<void> {
  const folder = join(makeFolder(), "small");
  mkdirSync(folder);
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${size},mode=755`, "small", folder]);
  try {
    await use(folder);
  } finally {
    execFileSync("umount", ["--lazy", folder]);
  }
}

/** An ext4 file system of its own, for as long as `use` takes. */
export async function mountExt4(use: (folder: string) => Promise<void>): Promise<void> {
  const image = join(makeFolder(), "image");
  const folder = join(makeFolder(), "ext4");
  mkdirSync(folder);
  execFileSync("truncate", ["--size=64M", image]);
  execFileSync("/usr/sbin/mkfs.ext4", ["-q", image]);
  execFileSync("mount", ["-o", "loop", image, folder]);
  try {
    await use(folder);
  } finally {
    execFileSync("umount", ["--lazy", folder]);
  }
}
