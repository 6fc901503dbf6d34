import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { Active } from "../../src/model/memory.ts";
import { ok } from "../../src/model/result.ts";
import type { LaunchEdges } from "../../src/reconcile/launch.ts";
import { launch } from "../../src/reconcile/launch.ts";
import { makeTask } from "../decide/world.ts";

test("a runner that lets go while a secret is read starts nothing: the next one does", async () => {
  const folder = mkdtempSync(join(tmpdir(), "launch-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const pipe = join(folder, "pipe");
  execFileSync("mkfifo", [pipe]);
  const source = { provider: "command" as const, command: ["cat", pipe], timeoutMs: 60_000 };
  const secrets = [{ name: "db", variable: "DB", as: "value" as const, source }];
  let isStopped = false;
  const started: unknown[] = [];
  const told: unknown[] = [];
  const edges = {
    now: () => 0,
    host: "web-1",
    repository: folder,
    interpreters: {},
    isStopped: () => isStopped,
    undo: { protect: () => Promise.resolve(ok(undefined)) },
    workspaces: { prepare: () => Promise.resolve(ok(folder)) },
    executor: { start: (order: unknown) => (started.push(order), Promise.resolve({ kind: "started" })) },
  } as unknown as LaunchEdges;
  const wanted = { id: "r", task: "a", slot: undefined, trigger: { kind: "boot", bootId: "b" } };
  const active = { wanted, task: { ...makeTask("a"), secrets }, attempt: 1, launch: 1, needed: [], revision: "0" };
  const launched = launch(edges, active as unknown as Active, (event) => told.push(event));
  // Opened when the command has.
  const writer = await open(pipe, "w");
  isStopped = true;
  await writer.write("hunter2hunter2\n");
  await writer.close();
  await launched;
  expect({ started, told }).toEqual({ started: [], told: [] });
});
