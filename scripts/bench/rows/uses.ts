import { statSync } from "node:fs";
import { join } from "node:path";
import type { Row } from "../bench.ts";
import { inTurn } from "../measure/in-turn.ts";
import { medianOf } from "../measure/median-of.ts";
import { timeProcess } from "../measure/time-process.ts";
import { scheduledTasks } from "../stage/scheduled-tasks.ts";
import { makeTaskRepository } from "../stage/task-repository.ts";

/** What an action costs above a command: the same tasks, `uses` in place of `run`. `--quick`: 1,000, held against nothing. */
export const uses: Row = {
  name: "uses",
  async measure({ quick, folder, runner }) {
    const count = quick ? 1000 : 10_000;
    const make = (name: string, files: Record<string, string>) => makeTaskRepository(join(folder, name), files);
    const one = make("one", withUses(scheduledTasks(1, "toml")));
    const plain = make("plain", scheduledTasks(count, "toml"));
    const using = make("using", withUses(scheduledTasks(count, "toml")));
    const validate = ({ dir, env }: typeof plain): number =>
      timeProcess(process.execPath, [runner, "validate", "--repo", dir], env);
    const small = await inTurn(quick ? 7 : 41, {
      bare: () => timeProcess(process.execPath, ["-e", "0"], one.env),
      ours: () => validate(one),
    });
    const large = await inTurn(quick ? 3 : 7, { plain: () => validate(plain), using: () => validate(using) });
    const cacheOf = ({ dir, env }: typeof plain): number => {
      timeProcess(process.execPath, [runner, "plan", "--base", "HEAD", "--head", "HEAD", "--repo", dir], env);
      return statSync(join(dir, ".git/runner-cache/tasks.db")).size;
    };
    return [
      {
        what: "validate one TOML file that uses an action / node -e 0",
        measured: medianOf(small, ({ ours, bare }) => ours / bare),
        unit: "×",
        limit: 2.5,
        note: `${medianOf(small, ({ ours }) => ours).toFixed(1)} ms / ${medianOf(small, ({ bare }) => bare).toFixed(1)} ms`,
      },
      {
        what: `validate ${count} that use one / that have a command`,
        measured: medianOf(large, (ms) => ms.using / ms.plain),
        unit: "×",
        ...(!quick && { limit: 2 }),
        note: `${medianOf(large, (ms) => ms.using).toFixed(0)} ms / ${medianOf(large, (ms) => ms.plain).toFixed(0)} ms`,
      },
      {
        what: "the cache of the former / of the latter",
        measured: cacheOf(using) / cacheOf(plain),
        unit: "×",
        ...(!quick && { limit: 2 }),
      },
    ];
  },
};

function withUses(files: Record<string, string>): Record<string, string> {
  const entries = Object.entries(files).map(([path, text], i) => {
    const given = `[with]\npaths = ["/srv/${i}"]\ndestination = "/var/backups/${i}"\nretention_days = 7\n`;
    return [path, `${text.replace(/^run = .*$/m, 'uses = "backup"')}${given}`];
  });
  return Object.fromEntries(entries) as Record<string, string>;
}
