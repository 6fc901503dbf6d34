import { readdir } from "node:fs/promises";
import { setImmediate } from "node:timers/promises";
import { ownSessions } from "../run-quietly.ts";
import { namesOf } from "./names-of.ts";
import { readArgv } from "./read-argv.ts";
import type { ProcStat } from "./read-proc-stat.ts";
import { readProcStat } from "./read-proc-stat.ts";

/** After so long it is everybody else's turn. */
const sliceMs = 5;
const readersAtOnce = 3;

/**
 * Notes the names (as latin1) of all processes but the runner itself, those that facts are being read by, and zombies. The
 * folders of /proc are processes; threads are below them. Vanishing meanwhile is normal. Rejects at the end if some
 * could not be looked at, and when the signal is aborted.
 */
export async function sweepProcesses(signal: AbortSignal, note: (name: string) => void): Promise<void> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  const programs: ProcStat[] = [];
  // With hidepid=2 (proc(5)) those of others are not even listed; the first process is always another's, or root's own.
  let hidden = !pids.includes(1);
  let sliceEnd = performance.now() + sliceMs;
  for (const pid of pids) {
    if (performance.now() > sliceEnd) {
      await setImmediate(undefined, { signal });
      sliceEnd = performance.now() + sliceMs;
    }
    const stat = readProcStat(pid);
    if (stat === "hidden") hidden = true;
    if (typeof stat === "string" || stat.isZombie || pid === process.pid || ownSessions.has(stat.session)) continue;
    note(stat.comm);
    if (!stat.isKernelThread) programs.push(stat);
  }
  const rest = programs.values();
  const readers = Array.from({ length: readersAtOnce }, async () => {
    for (const program of rest) {
      signal.throwIfAborted();
      const argv = await readArgv(program.pid, signal);
      if (argv === "hidden") hidden = true;
      else for (const name of namesOf(program.comm, argv)) note(name);
    }
  });
  await Promise.all(readers);
  if (hidden) throw new Error("some processes may not be looked at by this user");
}
