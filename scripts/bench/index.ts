/**
 * `npm run bench [-- --quick] [-- --only NAME]`: measures what docs/benchmarks.md describes and prints each figure with
 * its limit. Nothing fails here: a miss is for a person to look at, on a machine that was quiet.
 *
 * Every row has a process of its own (this file, called with `--row`), so that none meets the heap of another.
 */
import { fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { Figure } from "./bench.ts";
import { medianOf } from "./measure/median-of.ts";
import { timeProcess } from "./measure/time-process.ts";
import { renderFigure } from "./render-figure.ts";
import { rows } from "./rows.ts";

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    only: { type: "string", multiple: true },
    row: { type: "string" },
  },
});
const project = fileURLToPath(new URL("../..", import.meta.url));

if (values.row !== undefined) {
  const figures = await measureRow(values.row).catch((error: unknown) => (console.error(error), undefined));
  // Whatever a row that failed left running would keep us here.
  process.send!(figures ?? [], () => process.exit(figures ? 0 : 1));
} else await measureAll(values.only ?? rows.map(({ name }) => name));

async function measureRow(name: string): Promise<readonly Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), "runner-bench-"));
  try {
    const row = rows.find((each) => each.name === name)!;
    return await row.measure({ quick: values.quick, folder, runner: join(project, "bin/runner.js") });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measureAll(names: readonly string[]): Promise<void> {
  const unknown = names.find((name) => !rows.some((row) => row.name === name));
  if (unknown !== undefined) {
    console.error(`bench: there is no row "${unknown}"; there are ${rows.map(({ name }) => name).join(", ")}`);
    process.exitCode = 2;
    return;
  }
  process.chdir(project);
  timeProcess(process.execPath, ["scripts/build.ts"]);
  console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}`);
  tellNoise();
  for (const name of names) {
    console.log(`\n${name}`);
    for (const figure of await inOwnProcess(name)) console.log(`  ${renderFigure(figure)}`);
    tellNoise();
  }
}

function inOwnProcess(name: string): Promise<readonly Figure[]> {
  const child = fork(fileURLToPath(import.meta.url), ["--row", name, ...(values.quick ? ["--quick"] : [])]);
  return new Promise((resolve) => {
    child.once("message", (figures) => resolve(figures as Figure[]));
    child.once("exit", (code) => {
      if (code === 0) return;
      // It has said why on stderr; the other rows have their turn.
      process.exitCode = 1;
      resolve([]);
    });
  });
}

/** Milliseconds hold for this machine at this moment only: what the smallest of all processes takes says what moment it was. */
function tellNoise(): void {
  const bare = medianOf(Array(11).fill(process.execPath), (node: string) => timeProcess(node, ["-e", "0"]));
  console.log(`node -e 0 takes ${bare.toFixed(0)} ms, load ${loadavg()[0]!.toFixed(1)}`);
}
