/** Copies or puts back, and dies by SIGKILL at the nth time that a step is reached. Run with Node, as a process of its own. */
import type { RunId, TaskId } from "../../src/model/ids.ts";
import { makePoint, restorePoint, verifyPoint } from "../../src/undo/index.ts";

export interface KillOrder {
  readonly does: "copy" | "restore";
  readonly stateDir: string;
  readonly run: string;
  readonly protect: readonly string[];
  readonly step: string;
  readonly nth: number;
}

const order = JSON.parse(process.argv[2]!) as KillOrder;
const { stateDir, protect } = order;
const run = order.run as RunId;
let seen = 0;
const onStep = (step: string): void => {
  if (step === order.step) seen += 1;
  if (seen === order.nth) process.kill(process.pid, "SIGKILL");
};
if (order.does === "copy") {
  const limits = { maxPoints: 50, maxBytes: 1e8, keepMs: 1e9 };
  await makePoint({ stateDir, run, task: "t" as TaskId, protect, limits, isInUse: () => false, now: 0, onStep });
} else {
  const verified = await verifyPoint(stateDir, run);
  if (verified.ok) await restorePoint({ stateDir, run, manifest: verified.value, onStep });
}
