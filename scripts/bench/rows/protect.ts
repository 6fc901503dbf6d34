import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RunId, TaskId } from "../../../src/model/ids.ts";
import { makePoint } from "../../../src/undo/index.ts";
import type { Row } from "../bench.ts";
import { inTurn } from "../measure/in-turn.ts";
import { medianOf } from "../measure/median-of.ts";

const folders = 100;
const limits = { maxPoints: 50, maxBytes: 1e9, keepMs: 1e9 };

/** What a run waits for before it starts where 10,000 files of 4 KB are protected, against `cp -a`, `sha256sum` and `sync`. */
export const protect: Row = {
  name: "protect",
  async measure({ quick, folder }) {
    const files = quick ? 1000 : 10_000;
    const tree = join(folder, "tree");
    for (let i = 0; i < folders; i += 1) mkdirSync(join(tree, `folder-${i}`), { recursive: true });
    for (let i = 0; i < files; i += 1)
      writeFileSync(join(tree, `folder-${i % folders}`, `file-${i}`), `${i}\n`.repeat(600).slice(0, 4096));
    const rounds = await inTurn(quick ? 3 : 5, {
      point: () => timePoint(folder, tree),
      byHand: () => timeByHand(folder, tree, "true"),
      onDisk: () => timeByHand(folder, tree, "sync --file-system copy"),
    });
    const point = medianOf(rounds, (round) => round.point);
    const note = (other: number): string => `${point.toFixed(0)} ms / ${other.toFixed(0)} ms`;
    return [
      {
        what: `protect of ${files} small files / cp -a and sha256sum`,
        measured: medianOf(rounds, (round) => round.point / round.byHand),
        unit: "×",
        ...(!quick && { limit: 1.5 }),
        note: note(medianOf(rounds, ({ byHand }) => byHand)),
      },
      {
        what: "  the same / cp -a, sha256sum and sync",
        measured: medianOf(rounds, (round) => round.point / round.onDisk),
        unit: "×",
        note: note(medianOf(rounds, ({ onDisk }) => onDisk)),
      },
    ];
  },
};

async function timePoint(folder: string, tree: string): Promise<number> {
  const stateDir = join(folder, "state");
  const order = { run: "run" as RunId, task: "t" as TaskId, protect: [tree], limits, isInUse: () => false, now: 0 };
  const began = performance.now();
  const made = await makePoint({ stateDir, ...order });
  const taken = performance.now() - began;
  if (!made.ok) throw new Error(made.error);
  rmSync(stateDir, { recursive: true });
  return taken;
}

function timeByHand(folder: string, tree: string, then: string): number {
  const copy = 'cp -a "$1" copy && find copy -type f -print0 | xargs -0 sha256sum >sums';
  const began = performance.now();
  execFileSync("sh", ["-c", `${copy} && ${then}`, "sh", tree], { cwd: folder });
  const taken = performance.now() - began;
  rmSync(join(folder, "copy"), { recursive: true });
  return taken;
}
