import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { expect, onTestFinished, test, vi } from "vitest";
import type { LaunchOrder } from "../../src/execute/index.ts";
import { takeClaim } from "../../src/execute/launch/claim.ts";
import { findRunFolder } from "../../src/execute/launch/run-folder.ts";
import { spawnShim } from "../../src/execute/launch/spawn-shim.ts";
import { isAlive, readBootId, readOwnChild } from "../../src/execute/processes/read-process.ts";
import type { ProcessKey } from "../../src/model/run.ts";
import type { Stage } from "./stage.ts";
import { makeStage, run, textOf } from "./stage.ts";

/** A runner of its own process that has started the order. `kill` is what a crash does. */
async function startKeeper(stage: Stage, change: Partial<LaunchOrder>) {
  const order = stage.order(change);
  const text = JSON.stringify({ ...order, environment: [...order.environment] });
  const keeper = spawn(process.execPath, [`${import.meta.dirname}/keeper.ts`, stage.stateDir, text], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const gone = once(keeper, "exit");
  const lines = createInterface({ input: keeper.stdout })[Symbol.asyncIterator]();
  const nextLine = async () => String((await lines.next()).value);
  const started = JSON.parse(await nextLine()) as { process: ProcessKey; at: number };
  const kill = async () => {
    keeper.kill("SIGKILL");
    await gone;
  };
  onTestFinished(kill);
  return { started, nextLine, kill, terminate: () => keeper.kill("SIGTERM") };
}

test("a run goes on when its runner is killed; the next one finds it and records its true end", async () => {
  const stage = await makeStage();
  const keeper = await startKeeper(stage, { command: stage.puppet("p") });
  const puppet = await stage.meet("p");
  await keeper.kill();
  await puppet.tell("print alone");
  const { executor, end } = stage.play();
  const found = await executor.adopt(run, 1);
  expect(found).toMatchObject({ kind: "running", process: keeper.started.process });
  expect(await executor.adopt(run, 1)).toEqual({ ...found, ageMs: expect.any(Number) as number });
  puppet.order("exit 5");
  expect(await end()).toMatchObject({ exit: { kind: "exited", code: 5 }, resources: { outputBytes: 6 } });
  expect(textOf((await executor.readLog(run, 100)).head)).toBe("alone\n");
  expect(existsSync(findRunFolder(stage.stateDir, run, 1).tmp)).toBe(false);
});

test("an adopted run is found even without a watch", async () => {
  const stage = await makeStage();
  const keeper = await startKeeper(stage, { command: stage.puppet("p") });
  const puppet = await stage.meet("p");
  await keeper.kill();
  const { executor, end } = stage.play();
  await executor.adopt(run, 1);
  process.kill(keeper.started.process.pid, "SIGKILL");
  expect(await end()).toMatchObject({ exit: { kind: "lost" } });
  await puppet.gone;
});

test("an adopted run obeys KILL", async () => {
  const stage = await makeStage();
  const keeper = await startKeeper(stage, { command: stage.puppet("p") });
  const puppet = await stage.meet("p");
  await puppet.tell("escape q");
  const escapee = await stage.meet("q");
  await keeper.kill();
  const { executor, end } = stage.play();
  await executor.adopt(run, 1);
  await executor.signal(run, "KILL");
  await Promise.all([puppet.gone, escapee.gone]);
  expect(await end()).toMatchObject({ exit: { kind: "signalled", signal: "SIGKILL" } });
});

test("a run that ended meanwhile: its end, when it was", async () => {
  const stage = await makeStage();
  const keeper = await startKeeper(stage, { command: stage.puppet("p") });
  const puppet = await stage.meet("p");
  await keeper.kill();
  puppet.order("exit 7");
  await vi.waitFor(() => expect(isAlive(keeper.started.process)).toBe(false));
  const { executor } = stage.play({ now: () => 1 });
  const at = Math.floor(statSync(findRunFolder(stage.stateDir, run, 1).exit).mtimeMs);
  const found = await executor.adopt(run, 1);
  expect(found).toMatchObject({ kind: "ended", ended: { exit: { kind: "exited", code: 7 }, at } });
  expect(await executor.adopt(run, 1)).toEqual(found);
});

test("a run that was told to stop before the crash leaves nothing behind", async () => {
  const stage = await makeStage();
  const keeper = await startKeeper(stage, { command: stage.puppet("p") });
  const puppet = await stage.meet("p");
  await puppet.tell("escape q");
  const escapee = await stage.meet("q");
  await escapee.tell("ignore SIGTERM");
  keeper.terminate();
  expect(await keeper.nextLine()).toBe("signalled");
  await puppet.gone;
  await keeper.kill();
  await vi.waitFor(() => expect(isAlive(keeper.started.process)).toBe(false));
  const found = await stage.play().executor.adopt(run, 1);
  expect(found).toMatchObject({ kind: "ended", ended: { exit: { kind: "signalled", signal: "SIGTERM" } } });
  await escapee.gone;
});

test("a run that was told to stop, and is still at it after the crash, is not over before all of it is gone", async () => {
  const stage = await makeStage();
  const keeper = await startKeeper(stage, { command: stage.puppet("p") });
  const puppet = await stage.meet("p");
  await puppet.tell("ignore SIGTERM");
  await puppet.tell("fork q");
  const child = await stage.meet("q");
  await child.tell("ignore SIGTERM");
  keeper.terminate();
  expect(await keeper.nextLine()).toBe("signalled");
  await keeper.kill();
  const { executor, end } = stage.play();
  expect(await executor.adopt(run, 1)).toMatchObject({ kind: "running" });
  puppet.order("exit 0");
  await puppet.gone;
  await executor.signal(run, "KILL");
  await child.gone;
  expect(await end()).toMatchObject({ exit: { kind: "exited", code: 0 } });
});

test("lost: the shim is gone without a word, and what it left is ended", async () => {
  const stage = await makeStage();
  const keeper = await startKeeper(stage, { command: stage.puppet("p") });
  const puppet = await stage.meet("p");
  await keeper.kill();
  process.kill(keeper.started.process.pid, "SIGKILL");
  await vi.waitFor(() => expect(isAlive(keeper.started.process)).toBe(false));
  const found = await stage.play({ now: () => 1 }).executor.adopt(run, 1);
  expect(found).toMatchObject({ kind: "ended", ended: { exit: { kind: "lost" } } });
  await puppet.gone;
});

/** A claim as a shim writes it, for a launch that has no record. */
function writeClaim(stage: Stage, text: string): void {
  const folder = findRunFolder(stage.stateDir, run, 1);
  mkdirSync(folder.path, { recursive: true });
  writeFileSync(folder.claim, text);
}

const me = readOwnChild(process.pid);

test.each([
  { name: "a recycled pid", claim: `${me.pid} ${me.startTicks - 1} ${me.bootId} 0\n` },
  { name: "another boot", claim: `${me.pid} ${me.startTicks} 00000000-0000-0000-0000-000000000000 0\n` },
  { name: "a pid that is gone", claim: `4194304 1 ${readBootId()} 0\n` },
  { name: "half a claim", claim: `${me.pid} ${me.startTicks}` },
  { name: "an empty claim", claim: "" },
])("lost, and nobody else is touched: $name", async ({ claim }) => {
  const stage = await makeStage();
  writeClaim(stage, claim);
  const found = await stage.play().executor.adopt(run, 1);
  expect(found).toMatchObject({ kind: "ended", ended: { exit: { kind: "lost" }, resources: {} } });
});

test("a shim whose claim could not be written, on a full disk, is found all the same", async () => {
  const stage = await makeStage();
  const keeper = await startKeeper(stage, { command: stage.puppet("p") });
  const puppet = await stage.meet("p");
  await keeper.kill();
  writeClaim(stage, "");
  const { executor, end } = stage.play();
  expect(await executor.adopt(run, 1)).toMatchObject({ kind: "running", process: keeper.started.process });
  puppet.order("exit 0");
  expect(await end()).toMatchObject({ exit: { kind: "exited", code: 0 } });
});

test("never started, and a slow shim cannot start any more", async () => {
  const stage = await makeStage();
  const { executor } = stage.play();
  expect(await executor.adopt(run, 1)).toEqual({ kind: "never-started" });
  expect(await executor.adopt(run, 1)).toEqual({ kind: "never-started" });
  const folder = findRunFolder(stage.stateDir, run, 1);
  const spawned = spawnShim(stage.order({ command: { kind: "argv", argv: ["echo", "ran"] } }), { ...stage, folder });
  expect(await once((spawned as { value: { child: NodeJS.EventEmitter } }).value.child, "exit")).toEqual([
    null,
    "SIGKILL",
  ]);
  expect(readFileSync(folder.log, "utf8")).toBe("");
  expect(await executor.adopt(run, 1)).toEqual({ kind: "never-started" });
});

test("never started, where the runner that found so was killed before it could write its claim", async () => {
  const stage = await makeStage();
  takeClaim(findRunFolder(stage.stateDir, run, 1));
  truncateSync(findRunFolder(stage.stateDir, run, 1).claim);
  expect(await stage.play().executor.adopt(run, 1)).toEqual({ kind: "never-started" });
});

test("shim and recovering runner race for the claim: exactly one has it", async () => {
  const stage = await makeStage();
  const winners: string[] = [];
  for (let launch = 1; launch <= 60; launch += 1) {
    const folder = findRunFolder(stage.stateDir, run, launch);
    const order = stage.order({ launch, command: { kind: "argv", argv: ["touch", `${launch}.ran`] } });
    const spawned = spawnShim(order, { stateDir: stage.stateDir, folder });
    if (!spawned.ok) throw new Error(spawned.error);
    const gone = once(spawned.value.child, "exit");
    // A busy wait of up to 3 ms, so that each side wins now and then.
    for (const until = performance.now() + (launch % 30) / 10; performance.now() < until;);
    const claim = takeClaim(folder);
    await gone;
    winners.push(claim.kind);
    expect(existsSync(`${stage.workspace}/${launch}.ran`)).toBe(claim.kind !== "runner");
  }
  expect(winners).toContain("runner");
});

test("stop lets go of a run, which goes on", async () => {
  const stage = await makeStage();
  const keeper = stage.play();
  await keeper.executor.start(stage.order({ command: stage.puppet("p") }));
  const puppet = await stage.meet("p");
  keeper.executor.stop();
  const { executor, end } = stage.play();
  expect(await executor.adopt(run, 1)).toMatchObject({ kind: "running" });
  puppet.order("exit 3");
  expect(await end()).toMatchObject({ exit: { kind: "exited", code: 3 } });
});
