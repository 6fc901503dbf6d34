import { Journal } from "../../../src/journal/index.ts";
import type { RunId } from "../../../src/model/ids.ts";
import { taskId } from "../../../src/model/ids.ts";
import { join } from "node:path";
import type { Bench, Row } from "../bench.ts";
import { medianOf } from "../measure/median-of.ts";
import { scheduledTasks } from "../stage/scheduled-tasks.ts";
import type { Daemon } from "../stage/start-daemon.ts";
import { startDaemon } from "../stage/start-daemon.ts";
import type { TaskRepository } from "../stage/task-repository.ts";
import { makeTaskRepository } from "../stage/task-repository.ts";

const runs = 50;

/**
 * The daemon is killed with SIGKILL while 50 of its 1,000 tasks run; from the spawn of the next one until that one
 * answers, which it does once it has found every run. At the end all 50 are cancelled, which proves that it had them.
 */
export const backInCharge: Row = {
  name: "back-in-charge",
  async measure(bench) {
    const repository = makeRepository(bench);
    let daemon = await startDaemon(bench.runner, repository);
    const ids = await startRuns(daemon);
    const taken: number[] = [];
    for (let round = 0; round < (bench.quick ? 3 : 11); round += 1) {
      await daemon.kill();
      const before = performance.now();
      daemon = await startDaemon(bench.runner, repository);
      taken.push(performance.now() - before);
    }
    await cancelAll(daemon, repository, ids);
    await daemon.stop();
    return [
      {
        what: `back in charge after SIGKILL, 1,000 tasks, ${runs} runs`,
        measured: medianOf(taken, (ms) => ms),
        unit: "ms",
        limit: 1000,
        note: `${taken.length} times, the slowest ${Math.max(...taken).toFixed(0)} ms`,
      },
    ];
  },
};

function makeRepository({ folder }: Bench): TaskRepository {
  const files = scheduledTasks(1000 - runs, "toml");
  for (let index = 0; index < runs; index += 1) files[`tasks.d/long-${index}.toml`] = 'run = ["sleep", "3600"]\n';
  return makeTaskRepository(folder, { "runner.toml": `[runner]\nmax_concurrent = ${runs}\n`, ...files });
}

async function startRuns(daemon: Daemon): Promise<readonly RunId[]> {
  await daemon.ask({ ask: "sync" });
  const requests = Array.from({ length: runs }, (_, index) => ({
    task: taskId(`long-${index}`),
    nonce: String(index),
    by: "bench",
    reason: "",
    force: false,
    withNeeds: false,
  }));
  const answer = await daemon.ask({ ask: "run", requests });
  if (answer.answer !== "runs") throw new Error(`the runs were not started: ${JSON.stringify(answer)}`);
  return answer.runs.map(({ id }) => id);
}

async function cancelAll(daemon: Daemon, { stateDir }: TaskRepository, ids: readonly RunId[]): Promise<void> {
  for (const run of ids) await daemon.ask({ ask: "cancel", run, by: "bench" });
  const journal = new Journal(join(stateDir, "journal.db"), { readOnly: true });
  const open = new Set<RunId>(ids);
  const giveUpAt = performance.now() + 30_000;
  while (open.size > 0) {
    for (const id of open) {
      const status = journal.run(id)?.end.status;
      if (status === "cancelled") open.delete(id);
      else if (status !== undefined) throw new Error(`${id} was to be found and cancelled, but is ${status}`);
    }
    if (performance.now() > giveUpAt) throw new Error(`${open.size} runs have not ended 30 s after their cancelling`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  journal.close();
}
