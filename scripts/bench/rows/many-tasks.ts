import type { Figure, Row } from "../bench.ts";
import { medianOf } from "../measure/median-of.ts";
import { readUsage } from "../measure/read-usage.ts";
import { makeRecord } from "../stage/make-record.ts";
import type { PublishingHost } from "../stage/publishing-host.ts";
import { makePublishingHost } from "../stage/publishing-host.ts";

/** What the publisher takes at a time. */
const batch = 100;

/**
 * A thousand ends of a host with ten thousand tasks, through the publisher as the daemon has it: from the journal to
 * the branch, with report, log, states and board. Git writes the folder of a day anew for each report in it, and there
 * every task has a name: so once with a day that begins, and once when all have run on that day, the worst there is.
 */
export const manyTasks: Row = {
  name: "many-tasks",
  async measure({ quick, folder }) {
    const count = quick ? 1000 : 10_000;
    const ends = quick ? 300 : 1000;
    const limit = quick ? {} : { limit: 2 };
    const host = await makePublishingHost(folder, count);
    const openingMs = await host.publish();
    const rows = [
      // The first board has ten thousand entries to make, the others what has changed.
      await timeReports(host, { from: count, ends: batch, hour: 1 }),
      await timeReports(host, { from: count + batch, ends, hour: 24 }),
      await timeReports(host, { from: count + batch + ends, ends, hour: 2 }),
    ];
    await host.stop();
    const what = `${ends} reports of ${count} tasks of one host`;
    return [
      { what: `${what}, each, as a day begins`, ...rows[1]!, ...limit },
      { what: "  the same when all have run that day", ...rows[2]!, ...limit },
      { what: `  the first ${batch}, after a start`, ...rows[0]! },
      { what: `  the opening: states of ${count} tasks read`, measured: openingMs, unit: "ms" },
    ];
  },
};

/** That many runs end in that hour, far apart in their folders, as runs that end one soon after the other are. */
async function timeReports(
  host: PublishingHost,
  { from, ends, hour }: { from: number; ends: number; hour: number },
): Promise<Omit<Figure, "what">> {
  const { tasks, steps } = host;
  for (let number = from; number < from + ends; number += 1)
    host.end(makeRecord({ number, task: tasks[(number * 3331) % tasks.length]!, hour }), number);
  const first = steps.length;
  const before = readUsage(process.pid).cpuMs;
  const ms = await host.publish();
  const cpuMs = readUsage(process.pid).cpuMs - before;
  const imports = findSpans(steps.slice(first), "before-import", "after-import");
  const importMs = medianOf(imports, (each) => each) / batch;
  return {
    measured: ms / ends,
    unit: "ms",
    note: `${(cpuMs / ends).toFixed(2)} ms of the processors' time, git's included; git's part ${importMs.toFixed(2)} ms, a median`,
  };
}

/** What lay between these two steps where one followed the other, in milliseconds. */
function findSpans(steps: PublishingHost["steps"], from: string, to: string): readonly number[] {
  return steps.flatMap(({ step, at }, index) => {
    const next = steps[index + 1];
    return step === from && next?.step === to ? [next.at - at] : [];
  });
}
