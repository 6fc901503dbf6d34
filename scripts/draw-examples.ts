/**
 * Writes examples/NAME/graph.svg and plan.txt of the examples whose README shows them: what `runner graph` and `runner plan` say in a
 * copy made by `runner init --from NAME`. With `--check` it writes nothing and fails if one of them is stale.
 */
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCommandLine } from "../src/cli/index.ts";

/** Sunday evening: the plan is of the week that begins. */
const now = "2026-11-15T22:00Z";

const pictures: Readonly<Record<string, readonly string[]>> = {
  "graph.svg": ["graph", "--format", "svg"],
  "plan.txt": ["plan", "--for", "7d", "--now", now],
};

const examples = new URL("../examples/", import.meta.url);
const isCheck = process.argv.includes("--check");
const stale: string[] = [];
for (const name of readdirSync(examples).sort()) {
  const drawn = Object.keys(pictures).filter((picture) => readText(`${name}/README.md`)?.includes(`](${picture})`));
  if (drawn.length === 0) continue;
  const top = mkdtempSync(join(tmpdir(), "runner-example-"));
  try {
    await call(["init", "ops", "--from", name], top);
    for (const picture of drawn) {
      const path = `${name}/${picture}`;
      const text = await call([...pictures[picture]!, "--repo", "ops"], top);
      if (readText(path) === text) continue;
      stale.push(path);
      if (!isCheck) writeFileSync(new URL(path, examples), text);
    }
  } finally {
    rmSync(top, { recursive: true, force: true });
  }
}
if (isCheck && stale.length > 0) {
  console.error(`stale: ${stale.join(", ")}. Run \`node scripts/draw-examples.ts\` and commit what it writes.`);
  process.exitCode = 1;
}

/** What it prints, on a host of which nothing is known. */
async function call(words: readonly string[], home: string): Promise<string> {
  let out = "";
  let err = "";
  const code = await runCommandLine(words, {
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    outIsTerminal: false,
    errIsTerminal: false,
    columns: undefined,
    input: { isTerminal: false, read: () => Promise.resolve(new Uint8Array()), ask: () => Promise.resolve(undefined) },
    env: { PATH: process.env["PATH"], HOME: home, GIT_CONFIG_NOSYSTEM: "1" },
    cwd: home,
    now: () => Date.parse(now),
    stop: new AbortController(),
    version: "0.0.0",
  });
  if (code !== 0) throw new Error(`runner ${words.join(" ")}: exit code ${code}\n${out}${err}`);
  return out;
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(new URL(path, examples), "utf8");
  } catch {
    return undefined;
  }
}
