import { join } from "node:path";
import type { Row } from "../bench.ts";
import { inTurn } from "../measure/in-turn.ts";
import { medianOf } from "../measure/median-of.ts";
import { timeProcess } from "../measure/time-process.ts";
import { scheduledTasks } from "../stage/scheduled-tasks.ts";
import { makeTaskRepository } from "../stage/task-repository.ts";

/** What an action costs those that use it: one file as a hook validates it, and 10,000 (`--quick`: 1,000) beside as many plain ones. */
export const validateUses: Row = {
  name: "validate-uses",
  async measure({ quick, folder, runner }) {
    const count = quick ? 1000 : 10_000;
    const one = makeTaskRepository(join(folder, "one"), usingTasks(1));
    const many = makeTaskRepository(join(folder, "many"), usingTasks(count));
    const plain = makeTaskRepository(join(folder, "plain"), scheduledTasks(count, "toml"));
    const validate = ({ dir, env }: typeof one): number =>
      timeProcess(process.execPath, [runner, "validate", "--repo", dir], env);
    const ones = await inTurn(quick ? 7 : 41, {
      bare: () => timeProcess(process.execPath, ["-e", "0"], one.env),
      ours: () => validate(one),
    });
    const all = await inTurn(quick ? 3 : 7, { uses: () => validate(many), plain: () => validate(plain) });
    return [
      {
        what: "validate one TOML file with uses / node -e 0",
        measured: medianOf(ones, ({ ours, bare }) => ours / bare),
        unit: "×",
        note: `${medianOf(ones, ({ ours }) => ours).toFixed(1)} ms / ${medianOf(ones, ({ bare }) => bare).toFixed(1)} ms`,
      },
      {
        what: `validate ${count} TOML files with uses / as many plain ones`,
        measured: medianOf(all, (ms) => ms.uses / ms.plain),
        unit: "×",
        note: `${medianOf(all, (ms) => ms.uses).toFixed(0)} ms / ${medianOf(all, (ms) => ms.plain).toFixed(0)} ms`,
      },
    ];
  },
};

function usingTasks(count: number): Readonly<Record<string, string>> {
  const plain = Object.entries(scheduledTasks(count, "toml"));
  return Object.fromEntries(plain.map(([path, text], i) => [path, withBackup(text, i)]));
}

function withBackup(text: string, i: number): string {
  const rest = text.replace(/^run = .*\n/m, "");
  return `uses = "backup"\n${rest}\n[with]\npaths = ["/srv/${i}"]\ndestination = "/var/backups/${i}"\n`;
}
