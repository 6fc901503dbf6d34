import { closeSync, openSync, read } from "node:fs";
import { promisify } from "node:util";
import type { Patience } from "../may-hang.ts";
import { mayHang } from "../may-hang.ts";
import { isGone } from "./read-proc-stat.ts";

const readInThread = promisify(read);
/** Enough for the few words that names are made of. */
const most = 4096;

/**
 * The first words of a process's command line, as latin1 (proc_pid_cmdline(5)); none if it is gone. Reading takes a lock of
 * that process's memory, which one that waits for a dead disk may hold: hence in a thread. Opening and closing do not;
 * done here they halve the cost of a sweep.
 */
export async function readArgv(pid: number, patience: Patience): Promise<readonly string[]> {
  const path = `/proc/${pid}/cmdline`;
  try {
    const text = await mayHang(`read ${path}`, patience, () => readFirst(path));
    return text === "" ? [] : text.replace(/\0$/, "").split("\0");
  } catch (error) {
    if (isGone(error)) return [];
    throw error;
  }
}

async function readFirst(path: string): Promise<string> {
  const file = openSync(path, "r");
  try {
    const { buffer, bytesRead } = await readInThread(file, Buffer.allocUnsafe(most), 0, most, 0);
    return buffer.toString("latin1", 0, bytesRead);
  } finally {
    closeSync(file);
  }
}
