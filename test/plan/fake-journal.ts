import type { Effect } from "../../src/model/decision.ts";
import type { RunId, TaskId } from "../../src/model/ids.ts";
import type { Active, AskedWait, Pause, Snapshot, TaskMemory } from "../../src/model/memory.ts";
import type { RunEnd, Wanted } from "../../src/model/run.ts";

/** Keeps of the effects what the real journal keeps of them; a run that has ended stays ended. */
export class FakeJournal {
  readonly wanted: RunId[] = [];
  readonly spawned: Active[] = [];
  readonly ends: RunEnd[] = [];
  readonly #waiting = new Map<RunId, Wanted>();
  readonly #waits = new Map<RunId, AskedWait>();
  readonly #active = new Map<RunId, Active>();
  readonly #memories = new Map<TaskId, TaskMemory>();
  #paused: Pause | undefined;
  #seq = 0;

  record(effects: readonly Effect[]): void {
    for (const effect of effects) this.#take(effect);
  }

  get open(): readonly RunId[] {
    return [...this.#waiting.keys(), ...this.#active.keys()];
  }

  snapshot(): Snapshot {
    return {
      memories: [...this.#memories.values()],
      waiting: [...this.#waiting.values()].sort((a, b) => a.seq - b.seq),
      waits: [...this.#waits.values()].filter(({ run }) => this.#waiting.has(run)),
      active: [...this.#active.values()].sort((a, b) => a.wanted.seq - b.wanted.seq),
      seq: this.#seq,
      paused: this.#paused,
    };
  }

  #take(effect: Effect): void {
    switch (effect.kind) {
      case "waits":
        this.#waits.set(effect.wait.run, effect.wait);
        return;
      case "want":
        this.#seq = Math.max(this.#seq, effect.wanted.seq);
        this.wanted.push(effect.wanted.id);
        this.#waiting.set(effect.wanted.id, effect.wanted);
        return;
      case "spawn":
        this.spawned.push(effect.active);
        return this.#activate(effect.active);
      case "progress":
      case "signal":
        return this.#activate(effect.active);
      case "end": {
        const { end } = effect.record;
        this.#seq = Math.max(this.#seq, end.seq);
        this.ends.push(end);
        this.#waiting.delete(end.id);
        this.#active.delete(end.id);
        return;
      }
      case "remember":
        this.#memories.set(effect.memory.task, effect.memory);
        return;
      case "forget":
        this.#memories.delete(effect.task);
        return;
      case "read-facts":
        return;
      case "pause-all":
        this.#paused = effect.pause;
    }
  }

  #activate(active: Active): void {
    this.#waiting.delete(active.wanted.id);
    this.#active.set(active.wanted.id, active);
  }
}
