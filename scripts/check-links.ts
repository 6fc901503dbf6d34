/** `node scripts/check-links.ts [--web]`: fails if a link of the papers leads nowhere. tasks.d/docs-links.toml runs it. */
import { fileURLToPath } from "node:url";
import { findBrokenLinks } from "./find-broken-links.ts";

const top = fileURLToPath(new URL("..", import.meta.url));
const broken = await findBrokenLinks(top, { web: process.argv.includes("--web") });
for (const { path, line, target, problem } of broken) console.error(`${path}:${line}: ${target}: ${problem}`);
if (broken.length > 0) process.exitCode = 1;
