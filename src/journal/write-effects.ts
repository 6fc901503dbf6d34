import type { DatabaseSync } from "node:sqlite";
import type { Effect } from "../model/decision.ts";
import { isFolded } from "../model/is-folded.ts";
import type { Active, AskedWait } from "../model/memory.ts";
import { encodeTask } from "./encode-task.ts";
import { held } from "./publishing.ts";

/** Writes a step's effects; the caller holds the transaction. Of several states of one run the last one counts. */
export function makeEffectWriter(database: DatabaseSync): (effects: readonly Effect[]) => void {
  const want = database.prepare(
    "INSERT INTO runs (id, task, seq, state, wanted) VALUES (?, ?, ?, 'waiting', ?) ON CONFLICT (id) DO NOTHING",
  );
  const activate = database.prepare(
    `INSERT INTO runs (id, task, seq, state, wanted, definition, progress) VALUES (?, ?, ?, 'active', ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET state = 'active', definition = excluded.definition, progress = excluded.progress`,
  );
  const end = database.prepare(
    `INSERT INTO runs (id, task, seq, state, record, status, ended_at, published) VALUES (?, ?, ?, 'ended', ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET state = 'ended', seq = excluded.seq, record = excluded.record, status = excluded.status,
       ended_at = excluded.ended_at, published = excluded.published, wanted = NULL, definition = NULL, progress = NULL
     WHERE state <> 'ended'`,
  );
  const remember = database.prepare(
    "INSERT INTO tasks (task, memory) VALUES (?, ?) ON CONFLICT (task) DO UPDATE SET memory = excluded.memory",
  );
  const forget = database.prepare("DELETE FROM tasks WHERE task = ?");
  const wait = database.prepare("UPDATE runs SET progress = ? WHERE id = ? AND state = 'waiting'");
  const setMeta = database.prepare(
    "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
  );

  function writeRun(effect: Effect & { kind: "want" | "spawn" | "progress" | "signal" | "end" }): void {
    switch (effect.kind) {
      case "want":
        want.run(effect.wanted.id, effect.wanted.task, effect.wanted.seq, JSON.stringify(effect.wanted));
        return;
      case "spawn":
      case "progress":
      case "signal": {
        const { wanted, task } = effect.active;
        activate.run(
          wanted.id,
          wanted.task,
          wanted.seq,
          JSON.stringify(wanted),
          encodeTask(task),
          encodeProgress(effect.active),
        );
        return;
      }
      case "end": {
        const { id, task, seq, status, endedAt } = effect.record.end;
        const published = isFolded(effect.record) ? held : 0;
        end.run(id, task, seq, JSON.stringify(effect.record), status, endedAt, published);
      }
    }
  }

  return function writeEffects(effects) {
    const lastOfRun = new Map<string, Effect & { kind: "want" | "spawn" | "progress" | "signal" | "end" }>();
    const lastWaits = new Map<string, AskedWait>();
    for (const effect of effects) {
      switch (effect.kind) {
        case "want":
          lastOfRun.set(effect.wanted.id, effect);
          break;
        case "spawn":
        case "progress":
        case "signal":
          lastOfRun.set(effect.active.wanted.id, effect);
          break;
        case "end":
          lastOfRun.set(effect.record.end.id, effect);
          break;
        case "waits":
          lastWaits.set(effect.wait.run, effect.wait);
          break;
        case "remember":
          remember.run(effect.memory.task, JSON.stringify(effect.memory));
          break;
        case "forget":
          forget.run(effect.task);
          break;
        case "read-facts":
          break;
        case "pause-all":
          setMeta.run("paused", JSON.stringify(effect.pause ?? null));
          break;
      }
    }
    for (const effect of lastOfRun.values()) writeRun(effect);
    for (const [run, last] of lastWaits) wait.run(JSON.stringify(last), run);
  };
}

function encodeProgress(active: Active): string {
  const { revision, attempt, launch, startedAt, mustEndBy, facts, needed, attempts, phase } = active;
  return JSON.stringify({ revision, attempt, launch, startedAt, mustEndBy, facts, needed, attempts, phase });
}
