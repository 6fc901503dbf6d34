import { remember } from "../state/remember.ts";
import type { State } from "../state/state.ts";
import { wantForEvent } from "../want-for-event.ts";

/**
 * A runner has come up, in this boot of the host. Once per boot that concerns tasks that want to know: those that were
 * there before it. A condition that had been true for a while before it starts anew.
 */
export function booted(state: State, boot: { bootId: string; at: number }): void {
  if (state.deaf) return;
  state.boot = { id: boot.bootId, at: boot.at };
  for (const memory of state.memories.values()) {
    if (memory.lastBoot === boot.bootId) continue;
    const unfired = Object.entries(memory.conditions).filter(([, { firedAt }]) => firedAt === undefined);
    if (unfired.length === 0) continue;
    const kept = Object.entries(memory.conditions).filter(([, { firedAt }]) => firedAt !== undefined);
    remember(state, memory.task, { conditions: Object.fromEntries(kept) });
  }
  wantForBoot(state);
}

/** As soon as both are known: what boot it is, and what tasks there are. */
export function wantForBoot(state: State): void {
  const { boot, catalog } = state;
  if (!boot || !catalog) return;
  const news = [...state.memories.values()].filter(({ lastBoot }) => lastBoot !== boot.id).map(({ task }) => task);
  if (news.length === 0) return;
  const concerned = new Set(news);
  for (const { task, trigger } of state.listeners.boot) {
    if (!concerned.has(task.id)) continue;
    const due = boot.at + trigger.delayMs;
    wantForEvent(state, {
      task,
      trigger: { kind: "boot", bootId: boot.id },
      origin: boot.id,
      at: due,
      ...(due > state.now && { notBefore: due }),
    });
  }
  for (const task of news) remember(state, task, { lastBoot: boot.id });
}
