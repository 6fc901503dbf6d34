import type { RunId } from "../../model/ids.ts";
import { renderInstant } from "../../model/instant.ts";
import { renderAgo } from "../../report/render-ago.ts";
import { escapeTerminal } from "../../text/escape-terminal.ts";
import { findHolder } from "../find-holder.ts";
import { listWaiting } from "../open-runs.ts";
import type { Core } from "../read-core.ts";
import { readCore } from "../read-core.ts";
import { readTools } from "../read-tools.ts";
import type { Followed } from "./followed.ts";

/** Says what somebody who follows logs waits for, where nothing is to be seen yet; and that no runner is up. */
export async function tellAwaited(of: Followed, isAnyActive: boolean): Promise<void> {
  tellNoRunner(of);
  if (isAnyActive) return;
  const { io } = of.call;
  await withCore(of, (core) => io.err(`${waitingFor(of.task)}: ${tellNext(core, of.task)}\n`));
}

/** The same for one run that is to be seen until it ends. */
export async function tellAwaitedRun(of: Followed, run: { id: RunId; isActive: boolean }): Promise<void> {
  tellNoRunner(of);
  if (!run.isActive) await withCore(of, () => undefined);
}

function tellNoRunner({ call, here }: Followed): void {
  if (findHolder(here.stateDir)) return;
  call.io.err("no runner is up: only what `runner run` starts here is shown. `runner start` starts one.\n");
}

async function withCore({ call, here, task }: Followed, tell: (core: Core) => void): Promise<void> {
  const { io } = call;
  const read = await readCore(here, { now: io.now() });
  if (!read.ok) return io.err(`${waitingFor(task)}; when the next is due is not known: ${read.error.what}\n`);
  const core = read.value;
  try {
    tell(core);
    const { tasks } = core.state.catalog ?? {};
    const waiting = [...core.state.waiting.values()].filter(({ wanted }) => task === undefined || wanted.task === task);
    await readTools(
      core,
      waiting.flatMap(({ wanted }) => tasks?.get(wanted.task) ?? []),
      io.now,
    );
    for (const one of listWaiting(core)) {
      if (task !== undefined && one.task !== task) continue;
      const gate = one.gate === undefined ? "" : `${one.gate}: `;
      io.err(`${escapeTerminal(`${one.task} has to wait: ${gate}${one.reason}`)}\n`);
    }
  } finally {
    core.close();
  }
}

function waitingFor(task: string | undefined): string {
  return `waiting for ${task === undefined ? "whatever starts" : `a run of ${task}`}`;
}

function tellNext({ state }: Core, only: string | undefined): string {
  const slots = [...state.nextSlot].filter(([task]) => only === undefined || task === only);
  const next = slots.sort(([, a], [, b]) => a - b)[0];
  if (!next) return `none is due by a schedule${only === undefined ? "" : ` (\`runner explain ${only}\` says why)`}`;
  const [task, slot] = next;
  const what = only === undefined ? `the next is ${task}, due` : "the next is due";
  return `${what} ${renderAgo(slot, state.now)}, at ${renderInstant(slot)}`;
}
