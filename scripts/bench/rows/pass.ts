import { advance, decide, makeState } from "../../../src/decide/index.ts";
import { define } from "../../../src/definition/index.ts";
import type { Catalog } from "../../../src/model/catalog.ts";
import { emptySnapshot } from "../../../src/model/memory.ts";
import type { Row } from "../bench.ts";
import { collectGarbage } from "../measure/collect-garbage.ts";
import { inTurn } from "../measure/in-turn.ts";
import { medianOf } from "../measure/median-of.ts";
import { scheduledTasks } from "../stage/scheduled-tasks.ts";

const count = 10_000;
const due = Date.UTC(2026, 10, 20, 2, 0);

/**
 * 10,000 tasks that are due in one minute, in this process: the pass that decides about all of them. Once with room for
 * them to wait, once with the built-in max_queued, where all but the first hundred are skipped.
 */
export const pass: Row = {
  name: "pass",
  async measure({ quick }) {
    const waiting = makeCatalog(`[runner]\nmax_queued = ${count}\n`);
    const skipped = makeCatalog("");
    const rounds = await inTurn(quick ? 5 : 21, {
      waiting: () => timePass(waiting),
      skipped: () => timePass(skipped),
    });
    return [
      {
        what: "a pass over 10,000 due tasks, all but three wait",
        measured: medianOf(rounds, ({ waiting }) => waiting),
        unit: "ms",
        limit: 100,
      },
      {
        what: "a pass over 10,000 due tasks, most skipped: queue-full",
        measured: medianOf(rounds, ({ skipped }) => skipped),
        unit: "ms",
        limit: 100,
      },
    ];
  },
};

function makeCatalog(settings: string): Catalog {
  const written = Object.entries({ "runner.toml": settings, ...scheduledTasks(count, "toml", () => "02:00") });
  const files = written.map(([path, text]) => ({ path, bytes: Buffer.from(text.replace(/^timezone.*\n/m, "")) }));
  const host = { name: "bench", file: undefined, env: {} };
  const { catalog, diagnostics } = define({ files: { files, others: [], find: () => undefined }, now: due, host });
  if (!catalog) throw new Error(`the tasks do not hold: ${JSON.stringify(diagnostics[0])}`);
  return catalog;
}

function timePass(catalog: Catalog): number {
  const state = makeState({ host: { name: "bench", labels: [] }, snapshot: emptySnapshot, now: due - 60_000 });
  advance(state, { kind: "applied", now: due - 60_000, catalog, revision: undefined });
  decide(state);
  collectGarbage();
  const before = performance.now();
  advance(state, { kind: "tick", now: due });
  const { decisions } = decide(state);
  const ms = performance.now() - before;
  const judged = state.waiting.size + decisions.filter(({ kind }) => kind !== "wait").length;
  if (judged < count) throw new Error(`${judged} of ${count} wanted runs were judged`);
  return ms;
}
