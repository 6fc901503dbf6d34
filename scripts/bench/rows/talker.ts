import { statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { RunId } from "../../../src/model/ids.ts";
import { taskId } from "../../../src/model/ids.ts";
import type { Row } from "../bench.ts";
import { readUsage } from "../measure/read-usage.ts";
import type { Daemon } from "../stage/start-daemon.ts";
import { startDaemon } from "../stage/start-daemon.ts";
import { makeTaskRepository } from "../stage/task-repository.ts";

const mb = 1024 ** 2;

/** A task that prints 10 GB (`--quick`: 1 GB) as fast as it can: what it costs the runner, and the disk. */
export const talker: Row = {
  name: "talker",
  async measure({ quick, folder, runner }) {
    const gb = quick ? 1 : 10;
    const repository = makeTaskRepository(folder, {
      "tasks.d/quiet.toml": 'run = ["/bin/true"]\n',
      "tasks.d/talker.toml": `run = "yes 'all work and no play makes a dull log' | head -c ${gb}G"\nshell = "sh"\n`,
    });
    const daemon = await startDaemon(runner, repository);
    await daemon.ask({ ask: "sync" });
    // A first run brings what any run brings: the modules of the executor, of the publisher.
    await daemon.ask({ ask: "wait", runs: [await request(daemon, "quiet")] });
    await sleep(2000);
    const before = readUsage(daemon.pid);
    const run = await request(daemon, "talker");
    const log = join(repository.stateDir, "runs", run, "log");
    let rssMb = before.rssMb;
    let diskMb = 0;
    let written = 0;
    // Its folder goes when its report is a commit.
    for (let stat; (stat = statSync(log, { throwIfNoEntry: false })) || written === 0;) {
      if (stat) {
        written = stat.size;
        diskMb = Math.max(diskMb, (stat.blocks * 512) / mb);
      }
      rssMb = Math.max(rssMb, readUsage(daemon.pid).rssMb);
      await sleep(20);
    }
    await daemon.stop();
    if (written !== gb * 1024 ** 3) throw new Error(`the talker wrote ${written} bytes, not ${gb} GB`);
    return [
      {
        what: `a ${gb} GB talker, more memory in the runner`,
        measured: rssMb - before.rssMb,
        unit: "MB",
        limit: 20,
        note: `${before.rssMb.toFixed(0)} MB before`,
      },
      {
        what: `a ${gb} GB talker, its log on disk at most`,
        measured: diskMb,
        unit: "MB",
        note: "looked at every 20 ms",
      },
    ];
  },
};

async function request(daemon: Daemon, task: string): Promise<RunId> {
  const answer = await daemon.ask({
    ask: "run",
    requests: [{ task: taskId(task), nonce: task, by: "bench", reason: "", force: false, withNeeds: false }],
  });
  const run = answer.answer === "runs" ? answer.runs[0] : undefined;
  if (!run) throw new Error(`${task} was not started: ${JSON.stringify(answer)}`);
  return run.id;
}
