import { spawn } from "node:child_process";
import { once } from "node:events";

/** Milliseconds for `count` runs of /bin/true, `width` at a time, with nothing around them: the measure of our runs. */
export async function timeBareSpawns(count: number, width: number): Promise<number> {
  const before = performance.now();
  let left = count;
  async function spawnInTurn(): Promise<void> {
    while (left > 0) {
      left -= 1;
      await once(spawn("/bin/true", { stdio: "ignore" }), "exit");
    }
  }
  await Promise.all(Array.from({ length: width }, spawnInTurn));
  return performance.now() - before;
}
