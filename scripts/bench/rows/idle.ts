import { setTimeout as sleep } from "node:timers/promises";
import type { Row } from "../bench.ts";
import { readUsage } from "../measure/read-usage.ts";
import { scheduledTasks } from "../stage/scheduled-tasks.ts";
import { startDaemon } from "../stage/start-daemon.ts";
import { makeTaskRepository } from "../stage/task-repository.ts";

/** A daemon with 10,000 scheduled tasks, none of them due: what it costs to have it. */
export const idle: Row = {
  name: "idle",
  async measure({ quick, folder, runner }) {
    const count = quick ? 1000 : 10_000;
    const seconds = quick ? 10 : 60;
    const repository = makeTaskRepository(folder, scheduledTasks(count, "toml", notNow));
    const daemon = await startDaemon(runner, repository);
    await daemon.ask({ ask: "sync" });
    await settle(daemon.pid);
    const before = readUsage(daemon.pid);
    let highest = before.rssMb;
    for (let second = 0; second < seconds; second += 1) {
      await sleep(1000);
      highest = Math.max(highest, readUsage(daemon.pid).rssMb);
    }
    const cpuMs = readUsage(daemon.pid).cpuMs - before.cpuMs;
    await daemon.stop();
    return [
      {
        what: `${count} scheduled tasks idle, resident memory`,
        measured: highest,
        unit: "MB",
        ...(!quick && { limit: 150 }),
        note: `the highest of ${seconds} readings, one a second`,
      },
      {
        what: `${count} scheduled tasks idle, of one core`,
        measured: (100 * cpuMs) / (seconds * 1000),
        unit: "%",
        ...(!quick && { limit: 0.5 }),
        note: `${cpuMs} ms in ${seconds} s, its git processes included`,
      },
    ];
  },
};

/** Two hours ahead in all zones of the tasks, whose distances from UTC are whole hours: at half past, that is never now. */
function notNow(index: number): string {
  const now = new Date();
  const minute = (now.getUTCMinutes() + 10 + (index % 40)) % 60;
  return `${String(index % 24).padStart(2, "0")}:${String(minute).padStart(2, "0")}`;
}

/** Waits until it has done what there is to do after a start: ten seconds in a row of hardly any work. */
async function settle(pid: number): Promise<void> {
  for (let quiet = 0; quiet < 10;) {
    const { cpuMs } = readUsage(pid);
    await sleep(1000);
    quiet = readUsage(pid).cpuMs - cpuMs <= 20 ? quiet + 1 : 0;
  }
}
