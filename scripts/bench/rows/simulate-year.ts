import { join } from "node:path";
import type { Row } from "../bench.ts";
import { inTurn } from "../measure/in-turn.ts";
import { medianOf } from "../measure/median-of.ts";
import { timeProcess } from "../measure/time-process.ts";
import { makeTaskRepository } from "../stage/task-repository.ts";

const from = "2026-01-01T00:00Z";
const to = "2027-01-01T00:00Z";

/** A year of 200 tasks, about 283,000 slots: 21 by the hour, 30 four times a day, the rest daily. The whole process. */
export const simulateYear: Row = {
  name: "simulate-year",
  async measure({ quick, folder, runner }) {
    const tasks = Array.from({ length: 200 }, (_, i) => {
      const minute = i % 60;
      const schedule = i < 21 ? `${minute} * * * *` : i < 51 ? `${minute} */6 * * *` : `${minute} ${i % 24} * * *`;
      return `[[tasks]]\nid = "t${i}"\nschedule = "${schedule}"\nrun = "true"\n`;
    });
    const { dir, env } = makeTaskRepository(join(folder, "year"), { "tasks.d/all.toml": tasks.join("\n") });
    const words = [runner, "simulate", "--from", from, "--to", to, "--repo", dir];
    const rounds = await inTurn(quick ? 2 : 5, {
      bare: () => timeProcess(process.execPath, ["-e", "0"], env),
      ours: () => timeProcess(process.execPath, words, env),
    });
    return [
      {
        what: "a year of 200 tasks simulated / node -e 0",
        measured: medianOf(rounds, ({ ours, bare }) => ours / bare),
        unit: "×",
        limit: 150,
        note: `${(medianOf(rounds, ({ ours }) => ours) / 1000).toFixed(1)} s`,
      },
    ];
  },
};
