import { execFileSync } from "node:child_process";
import { join } from "node:path";
import type { Bench, Figure, Row } from "../bench.ts";
import { inTurn } from "../measure/in-turn.ts";
import { timeBareSpawns } from "../measure/time-bare-spawns.ts";
import { timeProcess } from "../measure/time-process.ts";
import type { TaskRepository } from "../stage/task-repository.ts";
import { makeTaskRepository } from "../stage/task-repository.ts";

type Shape = "chain" | "at once";
const shapes: readonly Shape[] = ["chain", "at once"];

/**
 * What a run costs over the bare process: `runner run … --wait` of /bin/true, one after the other by needs and all at
 * once, until every report is a commit. The process around it (Node, opening the repository, reading the revision, the
 * journal) is paid once and not per run: an empty `runner reconcile` of the same repository, measured in the same
 * rounds, is subtracted.
 */
export const startRuns: Row = {
  name: "start-runs",
  async measure(bench) {
    const few = await measureShapes(bench, 100, bench.quick ? 3 : 11);
    const many = await measureShapes(bench, bench.quick ? 300 : 1000, bench.quick ? 1 : 5);
    return [...shapes.flatMap((shape) => perRun(few, shape)), ...shapes.flatMap((shape) => growth(few, many, shape))];
  },
};

interface Measured {
  readonly count: number;
  /** Milliseconds, whole. */
  readonly empty: number;
  readonly bare: Readonly<Record<Shape, number>>;
  readonly ours: Readonly<Record<Shape, number>>;
}

async function measureShapes(bench: Bench, count: number, rounds: number): Promise<Measured> {
  const ids = Array.from({ length: count }, (_, index) => `t${String(index + 1).padStart(4, "0")}`);
  const chain = makeRepository(bench, `chain-${count}`, ids, (index) => (index === 0 ? [] : [ids[index - 1]!]));
  const wide = makeRepository(bench, `wide-${count}`, ids, () => []);
  const ms = await inTurn(rounds, {
    empty: () => callRunner(bench, chain, "reconcile"),
    bareChain: () => timeBareSpawns(count, 1),
    chain: () => callRunner(bench, chain, "run", ids.at(-1)!, "--wait"),
    bareWide: () => timeBareSpawns(count, count),
    wide: () => callRunner(bench, wide, "run", ...ids, "--wait"),
  });
  for (const repository of [chain, wide]) checkReports(repository, count * (rounds + 1));
  return {
    count,
    empty: ms.empty,
    bare: { chain: ms.bareChain, "at once": ms.bareWide },
    ours: { chain: ms.chain, "at once": ms.wide },
  };
}

function makeRepository(
  bench: Bench,
  name: string,
  ids: readonly string[],
  needsOf: (index: number) => readonly string[],
): TaskRepository {
  const tasks = ids.map(
    (id, index) => `[[tasks]]\nid = "${id}"\nrun = ["/bin/true"]\nneeds = ${JSON.stringify(needsOf(index))}\n`,
  );
  const files = {
    "runner.toml": `[runner]\nmax_concurrent = ${ids.length}\n`,
    "tasks.d/all.toml": tasks.join("\n"),
  };
  return makeTaskRepository(join(bench.folder, name), files);
}

function callRunner({ runner }: Bench, { dir, env }: TaskRepository, ...words: string[]): number {
  return timeProcess(process.execPath, [runner, ...words, "--repo", dir], env);
}

/** A figure about runs that were not reported would be worth nothing. */
function checkReports({ dir, env }: TaskRepository, count: number): void {
  const args = ["-C", dir, "log", "--format=%(trailers:key=Status,valueonly,separator=)", "runner/reports"];
  const statuses = execFileSync("git", args, { env, encoding: "utf8" }).split("\n");
  const found = statuses.filter((status) => status === "success").length;
  if (found !== count) throw new Error(`${count} runs, but ${found} reports of success in ${dir}`);
}

function perRun({ count, empty, bare, ours }: Measured, shape: Shape): readonly Figure[] {
  const own = ours[shape] - empty;
  const sides = `${(own / count).toFixed(2)} ms / ${(bare[shape] / count).toFixed(2)} ms a run`;
  return [
    {
      what: `${count} /bin/true ${shape}, a run / bare spawn, start-up subtracted`,
      measured: own / bare[shape],
      unit: "×",
      limit: 4,
      note: `${sides}; start-up ${empty.toFixed(0)} ms`,
    },
    { what: `  the same with the process's start-up`, measured: ours[shape] / bare[shape], unit: "×" },
  ];
}

function growth(few: Measured, many: Measured, shape: Shape): readonly Figure[] {
  const ms = [many, few].map(({ ours, empty }) => ours[shape] - empty) as [number, number];
  return [
    {
      what: `${many.count} ${shape} / ${few.count} ${shape}, start-up subtracted`,
      measured: ms[0] / ms[1],
      unit: "×",
      ...(many.count === 1000 && { limit: 11 }),
      note: `${ms[0].toFixed(0)} ms / ${ms[1].toFixed(0)} ms; with start-up ${(many.ours[shape] / few.ours[shape]).toFixed(1)} ×`,
    },
  ];
}
