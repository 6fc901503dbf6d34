import { readdir } from "node:fs/promises";
import { setImmediate } from "node:timers/promises";
import { ownSessions } from "../run-quietly.ts";
import { describeTrouble } from "../describe-trouble.ts";
import type { Patience } from "../may-hang.ts";
import { namesOf } from "./names-of.ts";
import { readArgv } from "./read-argv.ts";
import type { ProcStat } from "./read-proc-stat.ts";
import { readProcStat } from "./read-proc-stat.ts";

/** After so long it is everybody else's turn. */
const sliceMs = 5;
const readersAtOnce = 3;
const hidden = "some processes may not be looked at by this user";

/**
 * Notes the names (as latin1) of all processes but the runner itself, those that facts are being read by, and zombies. The
 * folders of /proc are processes; threads are below them. Vanishing meanwhile is normal. Rejects at the end if some
 * could not be looked at, and when the signal is aborted.
 */
export async function sweepProcesses(patience: Patience, note: (name: string) => void): Promise<void> {
  const { signal } = patience;
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  const programs: ProcStat[] = [];
  // With hidepid=2 (proc(5)) those of others are not even listed; the first process is always another's, or root's own.
  let trouble = pids.includes(1) ? undefined : hidden;
  let sliceEnd = performance.now() + sliceMs;
  for (const pid of pids) {
    if (performance.now() > sliceEnd) {
      await setImmediate(undefined, { signal });
      sliceEnd = performance.now() + sliceMs;
    }
    const stat = readProcStat(pid);
    if (stat === "hidden") trouble = hidden;
    if (typeof stat === "string" || stat.isZombie || pid === process.pid || ownSessions.has(stat.session)) continue;
    note(stat.comm);
    if (!stat.isKernelThread) programs.push(stat);
  }
  const rest = programs.values();
  const readers = Array.from({ length: readersAtOnce }, async () => {
    for (const program of rest) {
      signal.throwIfAborted();
      try {
        for (const name of namesOf(program.comm, await readArgv(program.pid, patience))) note(name);
      } catch (error) {
        trouble = `process ${program.pid}: ${describeTrouble(error)}`;
      }
    }
  });
  await Promise.all(readers);
  signal.throwIfAborted();
  if (trouble !== undefined) throw new Error(trouble);
}
