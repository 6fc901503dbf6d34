// A runner that a test can kill: starts the order given as JSON and says so on standard output.
// Usage: node keeper.ts STATE-DIR ORDER, the order's environment as a list of pairs.
import { writeSync } from "node:fs";
import type { LaunchOrder } from "../../src/execute/index.ts";
import { makeExecutor } from "../../src/execute/index.ts";

const [, , stateDir, text] = process.argv;
const order = JSON.parse(text!) as LaunchOrder & { environment: [string, string][] };
const executor = makeExecutor({ stateDir: stateDir!, now: Date.now, onEnded: () => writeSync(1, "ended\n") });
const started = await executor.start({ ...order, environment: new Map(order.environment) });
writeSync(1, `${JSON.stringify(started)}\n`);
process.on("SIGTERM", () => void executor.signal(order.run, "TERM").then(() => writeSync(1, "signalled\n")));
