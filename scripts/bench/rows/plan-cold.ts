import { rmSync } from "node:fs";
import { join } from "node:path";
import type { Row } from "../bench.ts";
import { inTurn } from "../measure/in-turn.ts";
import { medianOf } from "../measure/median-of.ts";
import { peakMemory } from "../measure/peak-memory.ts";
import { timeProcess } from "../measure/time-process.ts";
import { importTasks } from "../stage/import-tasks.ts";
import { scheduledTasks } from "../stage/scheduled-tasks.ts";

/** What the same costs where nothing has been read before, as in a fresh clone of a forge's job: YAML, whole process. */
export const planCold: Row = {
  name: "plan-cold",
  async measure({ quick, folder, runner }) {
    const count = quick ? 1000 : 10_000;
    const files = scheduledTasks(count, "yaml");
    const [path, text] = Object.entries(files)[count / 2]!;
    const { dir, env } = importTasks(folder, files, { [path]: text.replace("2h", "3h") });
    const forgetAll = (): void => rmSync(join(dir, ".git/runner-cache"), { recursive: true, force: true });
    const args = [runner, "plan", "--repo", dir, "--base", "main", "--head", "topic", "--changes-only"];
    const rounds = await inTurn(quick ? 3 : 7, {
      bare: () => timeProcess(process.execPath, ["-e", "0"], env),
      plan: () => {
        forgetAll();
        return timeProcess(process.execPath, args, env);
      },
    });
    forgetAll();
    const peakMb = await peakMemory(process.execPath, args, env);
    const what = `plan of one changed file among ${count} YAML files, cold`;
    return [
      {
        what: `${what} / node -e 0`,
        measured: medianOf(rounds, ({ plan, bare }) => plan / bare),
        unit: "×",
        ...(!quick && { limit: 50 }),
        note: `${medianOf(rounds, ({ plan }) => plan).toFixed(0)} ms / ${medianOf(rounds, ({ bare }) => bare).toFixed(1)} ms`,
      },
      { what: `${what}: the most memory`, measured: peakMb, unit: "MB", ...(!quick && { limit: 300 }) },
    ];
  },
};
