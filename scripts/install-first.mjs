// Installs what package-lock.json names if it is not there yet, then runs the rest of the line under the Node that came
// with it. Plain JavaScript for any Node since 20: it is what `npm run demo` and `npm test` meet first on a fresh machine.
import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

const top = fileURLToPath(new URL("..", import.meta.url));
const [program, ...args] = process.argv.slice(2);

if (!isInstalled()) {
  console.log("Installing what package-lock.json names (once, about half a minute) …");
  const output = process.env.CI ? "inherit" : ["ignore", "ignore", "inherit"];
  run("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], output);
}
run(program, args, "inherit");

function isInstalled() {
  const installed = join(top, "node_modules/.package-lock.json");
  return existsSync(installed) && statSync(installed).mtimeMs >= statSync(join(top, "package-lock.json")).mtimeMs;
}

function run(command, words, stdio) {
  const path = [join(top, "node_modules/.bin"), process.env.PATH].join(delimiter);
  const { status, error } = spawnSync(command, words, { cwd: top, stdio, env: { ...process.env, PATH: path } });
  if (error) console.error(`${command} could not be started: ${error.message}`);
  if (status !== 0) process.exit(status ?? 1);
}
