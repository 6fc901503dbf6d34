import type { Row } from "../bench.ts";
import { medianOf } from "../measure/median-of.ts";
import { readUsage } from "../measure/read-usage.ts";
import { makeRecord } from "../stage/make-record.ts";
import type { PublishingHost } from "../stage/publishing-host.ts";
import { makePublishingHost } from "../stage/publishing-host.ts";

/** What the publisher takes at a time. */
const batch = 100;

/**
 * A thousand ends of a host with ten thousand tasks, through the publisher as the daemon has it: from the journal to
 * the branch, with report, log, state and board. Every task has run once on the same day already, so the two large
 * folders of the branch, states and the day's runs, have 10,000 entries each: the worst that so many tasks can do.
 */
export const manyTasks: Row = {
  name: "many-tasks",
  async measure({ quick, folder }) {
    const count = quick ? 1000 : 10_000;
    const ends = quick ? 300 : 1000;
    const host = await makePublishingHost(folder, count);
    const openingMs = await host.publish();

    // Far apart in their folders, as runs that end one soon after the other are.
    for (let number = count; number < count + ends; number += 1)
      host.end(makeRecord({ number, task: host.tasks[(number * 3331) % count]!, hour: 1 }), number);
    const before = readUsage(process.pid).cpuMs;
    const allMs = await host.publish();
    const cpuMs = readUsage(process.pid).cpuMs - before;
    await host.stop();

    const rendering = spans(host, "import-marked", "before-import");
    const importing = spans(host, "before-import", "after-import");
    return [
      {
        what: `${ends} reports of ${count} tasks of one host, each`,
        measured: allMs / ends,
        unit: "ms",
        ...(!quick && { limit: 2 }),
        note: `batches of ${batch}, medians: rendering ${renderMs(rendering)}, importing ${renderMs(importing)} of each`,
      },
      { what: "  of the processors' time, git's included", measured: cpuMs / ends, unit: "ms" },
      { what: `  the publisher's opening: states of ${count} tasks read`, measured: openingMs, unit: "ms" },
    ];
  },
};

/** What lay between these two steps where one followed the other, in milliseconds. */
function spans({ steps }: PublishingHost, from: string, to: string): readonly number[] {
  return steps.flatMap(({ step, at }, index) => {
    const next = steps[index + 1];
    return step === from && next?.step === to ? [next.at - at] : [];
  });
}

function renderMs(each: readonly number[]): string {
  return `${(medianOf(each, (ms) => ms) / batch).toFixed(2)} ms`;
}
