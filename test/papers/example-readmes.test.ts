import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { readBlocks } from "./read-blocks.ts";
import { Shell } from "./shell.ts";
import { makeTemporaryFolder } from "./temporary-folder.ts";

// A newcomer in an empty folder types what the README of an example says, from the first block to the last.

const project = fileURLToPath(new URL("../..", import.meta.url));
const slow = { timeout: 180_000 };

test.each(["workstation", "repository-care", "research-project", "server-room"])("examples/%s", slow, (name) => {
  const { shell, top } = newcomer();
  const [first, ...rest] = commandsOf(name);
  expect(shell.run(first!)).toMatch(/Forecast from .* \(7d\): \d+ runs/);
  if (name === "workstation") keepCleanUpBelow(top);
  const printed = rest.map((commands) => shell.run(commands)).join("");
  expect(printed).toMatch(/a test: what is wrong is told here\n/);
  if (name === "workstation") expect(printed).toMatch(/clean-up: dry run, success/);
});

test("examples/helpdesk: what comes in is answered as JSON", slow, async () => {
  const { shell, top } = newcomer();
  const [first, requests, ...rest] = commandsOf("helpdesk");
  expect(shell.run(first!)).toMatch(/Forecast from .* \(7d\): 1 run\n/);
  const port = await listen();
  const settings = join(top, "work/ops/runner.toml");
  const text = readFileSync(settings, "utf8");
  const verify = `{ tcp = "127.0.0.1:${port}" }\nrestart_service = ["true"]`;
  writeFileSync(settings, text.replace('{ tcp = "127.0.0.1:1194" }', verify));
  for (const commands of rest) shell.run(commands);

  const answers = shell.run(requests!);
  expect(answers).toContain("vpn-issue: success");
  const json = JSON.parse(answers.slice(answers.indexOf("\n[\n"), answers.lastIndexOf("\n]") + 2)) as unknown;
  expect(json).toMatchObject([{ task: "device-slow", status: "success", outputs: { data: { ticket: "DEV-4" } } }]);
});

function newcomer(): { shell: Shell; top: string } {
  const top = makeTemporaryFolder();
  return { shell: new Shell({ top, project, places: {} }), top };
}

/** In the order in which they are typed. */
function commandsOf(name: string): readonly string[] {
  const blocks = readBlocks(readFileSync(join(project, "examples", name, "README.md"), "utf8"));
  const commands = blocks.filter(({ language }) => language === "sh").map(({ text }) => text);
  expect(commands[0]).toContain(`runner init ops --from ${name} && cd ops\n`);
  expect(commands[commands.length - 1]).toContain("git commit");
  return commands;
}

/** What is looked at for things to remove is the test's, not the machine's. */
function keepCleanUpBelow(top: string): void {
  for (const folder of ["tmp", "log", "home"]) mkdirSync(join(top, "mine", folder), { recursive: true });
  const [temp, log, user] = ["tmp", "log", "home"].map((folder) => join(top, "mine", folder));
  const paths = `paths = { temp_files = ["${temp}"], log_files = ["${log}"], user_cache = ["${user}"] }`;
  const settings = join(top, "work/ops/runner.toml");
  const text = readFileSync(settings, "utf8");
  writeFileSync(settings, text.replace("[actions.backup]", `[actions.cleanup]\n${paths}\n\n[actions.backup]`));
}

/** A VPN that accepts connections. */
async function listen(): Promise<number> {
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}
