#!/usr/bin/env node
// The file behind the `runner` command. Plain JavaScript that any Node since 14 can read, so that an old Node gets a
// sentence instead of a syntax error: on one, the Node that npm installed beside us takes over.
import { existsSync } from "node:fs";
import module from "node:module";
import { fileURLToPath } from "node:url";

const ours = fileURLToPath(new URL("../node_modules/.bin/node", import.meta.url));

if (Number(process.versions.node.split(".")[0]) >= 24) {
  module.enableCompileCache?.();
  const bundle = new URL("../dist/runner.mjs", import.meta.url);
  await import(existsSync(bundle) ? bundle : new URL("../src/main.ts", import.meta.url));
} else if (existsSync(ours)) {
  const { spawnSync } = await import("node:child_process");
  const result = spawnSync(ours, process.argv.slice(1), { stdio: "inherit" });
  if (result.signal) process.kill(process.pid, result.signal);
  process.exitCode = result.status ?? 70;
} else {
  console.error(`runner needs Node 24 or later; this is ${process.version}. Install Node 24, or run \`npm ci\` in ${fileURLToPath(new URL("..", import.meta.url))}, which brings one.`);
  process.exitCode = 3;
}
