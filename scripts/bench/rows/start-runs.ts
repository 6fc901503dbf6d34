import { execFileSync } from "node:child_process";
import { join } from "node:path";
import type { Bench, Figure, Row } from "../bench.ts";
import { inTurn } from "../measure/in-turn.ts";
import { medianOf } from "../measure/median-of.ts";
import { timeBareSpawns } from "../measure/time-bare-spawns.ts";
import { timeProcess } from "../measure/time-process.ts";
import type { TaskRepository } from "../stage/task-repository.ts";
import { makeTaskRepository } from "../stage/task-repository.ts";

/**
 * What a run costs over the bare process: `runner run … --wait` of /bin/true, one after the other by needs and all at
 * once, until every report is a commit. The process around it (Node, opening the repository, reading the revision, the
 * journal) is paid once and not per run: an empty `runner reconcile` of the same repository, measured in the same
 * rounds, is subtracted.
 */
export const startRuns: Row = {
  name: "start-runs",
  async measure(bench) {
    const many = bench.quick ? 300 : 1000;
    const few = 100;
    const times = bench.quick ? 2 : 7;
    const worlds = { few: makeWorld(bench, few), many: makeWorld(bench, many) };
    const rounds = await inTurn(times, {
      bareChain: () => timeBareSpawns(few, 1),
      fewChain: () => timeRuns(bench, worlds.few, "chain"),
      bareWide: () => timeBareSpawns(few, few),
      fewWide: () => timeRuns(bench, worlds.few, "wide"),
      fewEmpty: () => timeEmpty(bench, worlds.few),
      manyChain: () => timeRuns(bench, worlds.many, "chain"),
      manyWide: () => timeRuns(bench, worlds.many, "wide"),
      manyEmpty: () => timeEmpty(bench, worlds.many),
    });
    for (const world of [worlds.few, worlds.many]) checkReports(world, times + 1);
    return [
      ...perRun(`${few} /bin/true, a chain`, few, rounds, ({ fewChain, fewEmpty, bareChain }) => ({
        whole: fewChain,
        empty: fewEmpty,
        bare: bareChain,
      })),
      ...perRun(`${few} /bin/true at once`, few, rounds, ({ fewWide, fewEmpty, bareWide }) => ({
        whole: fewWide,
        empty: fewEmpty,
        bare: bareWide,
      })),
      growth(`a chain of ${many} / of ${few}`, many / few, rounds, ({ manyChain, manyEmpty, fewChain, fewEmpty }) => ({
        many: manyChain - manyEmpty,
        few: fewChain - fewEmpty,
      })),
      growth(`${many} at once / ${few}`, many / few, rounds, ({ manyWide, manyEmpty, fewWide, fewEmpty }) => ({
        many: manyWide - manyEmpty,
        few: fewWide - fewEmpty,
      })),
    ];
  },
};

/** Two repositories with the same tasks: in `chain` each needs the one before. */
interface World {
  readonly ids: readonly string[];
  readonly chain: TaskRepository;
  readonly wide: TaskRepository;
}

function makeWorld(bench: Bench, count: number): World {
  const ids = Array.from({ length: count }, (_, index) => `t${String(index + 1).padStart(4, "0")}`);
  return {
    ids,
    chain: makeRepository(bench, `chain-${count}`, ids, (index) => ids.slice(Math.max(index - 1, 0), index)),
    wide: makeRepository(bench, `wide-${count}`, ids, () => []),
  };
}

function timeRuns(bench: Bench, { ids, ...repositories }: World, shape: "chain" | "wide"): number {
  const asked = shape === "chain" ? ids.slice(-1) : ids;
  return callRunner(bench, repositories[shape], "run", ...asked, "--wait");
}

/** A pass with nothing to do: the process around the runs. */
function timeEmpty(bench: Bench, { chain }: World): number {
  return callRunner(bench, chain, "reconcile");
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
function checkReports({ ids, ...repositories }: World, times: number): void {
  for (const { dir, env } of [repositories.chain, repositories.wide]) {
    const args = ["-C", dir, "log", "--format=%(trailers:key=Status,valueonly,separator=)", "runner/reports"];
    const statuses = execFileSync("git", args, { env, encoding: "utf8" }).split("\n");
    const found = statuses.filter((status) => status === "success").length;
    const expected = ids.length * times;
    if (found !== expected) throw new Error(`${expected} runs, but ${found} reports of success in ${dir}`);
  }
}

function perRun<R>(
  what: string,
  count: number,
  rounds: readonly R[],
  pick: (round: R) => { whole: number; empty: number; bare: number },
): readonly Figure[] {
  const picked = rounds.map(pick);
  const own = medianOf(picked, ({ whole, empty }) => whole - empty) / count;
  const bare = medianOf(picked, (round) => round.bare) / count;
  const startUp = medianOf(picked, ({ empty }) => empty);
  return [
    {
      what: `${what}, a run / bare spawn, start-up subtracted`,
      measured: medianOf(picked, (round) => (round.whole - round.empty) / round.bare),
      unit: "×",
      limit: 4,
      note: `${own.toFixed(2)} ms / ${bare.toFixed(2)} ms; start-up ${startUp.toFixed(0)} ms`,
    },
    {
      what: "  the same with the process's start-up",
      measured: medianOf(picked, (round) => round.whole / round.bare),
      unit: "×",
    },
  ];
}

function growth<R>(
  what: string,
  times: number,
  rounds: readonly R[],
  pick: (round: R) => { many: number; few: number },
): Figure {
  const picked = rounds.map(pick);
  return {
    what: `${what}, start-up subtracted`,
    measured: medianOf(picked, ({ many, few }) => many / few),
    unit: "×",
    ...(times === 10 && { limit: 11 }),
    note: `${medianOf(picked, ({ many }) => many).toFixed(0)} ms / ${medianOf(picked, ({ few }) => few).toFixed(0)} ms`,
  };
}
