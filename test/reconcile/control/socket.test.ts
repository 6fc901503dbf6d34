import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import type { Socket } from "node:net";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { describe, expect, onTestFinished, test } from "vitest";
import { askDaemon, findDaemon } from "../../../src/reconcile/control/ask-daemon.ts";
import type { Answer, Ask } from "../../../src/reconcile/control/protocol.ts";
import { serveControl } from "../../../src/reconcile/control/serve.ts";

function makeStateDir(...below: string[]): string {
  const top = mkdtempSync(join(tmpdir(), "runner-control-"));
  onTestFinished(() => rmSync(top, { recursive: true, force: true }));
  const dir = join(top, ...below);
  mkdirSync(dir, { recursive: true });
  return dir;
}

/** A control that answers every ask with its name, and what it logged. */
async function serve(stateDir: string, handle?: (ask: Ask) => Promise<Answer>) {
  const logged: string[] = [];
  const note = (_: object, message: string): void => void logged.push(message);
  const log = { debug: note, info: note, warn: note, error: note };
  const echo = (ask: Ask): Promise<Answer> => Promise.resolve({ answer: "done", message: ask.ask });
  const control = await serveControl(stateDir, handle ?? echo, log);
  onTestFinished(() => control.close());
  return { control, logged };
}

/** Sends bytes as they are; gives what comes back until the other side closes. */
async function send(stateDir: string, bytes: string | Uint8Array): Promise<string> {
  const socket = connect(join(stateDir, "socket"));
  const said: string[] = [];
  socket.setEncoding("utf8").on("data", (chunk: string) => said.push(chunk));
  socket.on("error", () => undefined);
  socket.write(bytes);
  await new Promise((resolve) => socket.once("close", resolve));
  return said.join("");
}

const sync: Ask = { ask: "sync" };

describe("who gets in", () => {
  test("the socket is its owner's alone, whatever the mask; the mask is as it was", async () => {
    const stateDir = makeStateDir();
    const before = process.umask(0o000);
    await serve(stateDir);
    const after = process.umask(before);
    expect(after).toBe(0o000);
    expect(statSync(join(stateDir, "socket")).mode & 0o777).toBe(0o600);
  });

  test("who may not open it is told whose it is", async () => {
    const stateDir = makeStateDir();
    chmodSync(stateDir, 0o755);
    await serve(stateDir);
    // Only root can be somebody else; everybody else can lock himself out.
    if (process.getuid?.() !== 0) chmodSync(join(stateDir, "socket"), 0o000);
    const source = new URL("../../../src/reconcile/control/ask-daemon.ts", import.meta.url).href;
    const program = `
      const { askDaemon } = await import(${JSON.stringify(source)});
      if (process.getuid() === 0) { process.setgid(65534); process.setuid(65534); }
      console.log(JSON.stringify(await askDaemon(${JSON.stringify(stateDir)}, { ask: "sync" })));`;
    const words = ["--input-type=module", "-e", program];
    const child = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "inherit"] });
    expect(JSON.parse(await text(child.stdout))).toMatchObject({
      ok: false,
      error: { what: "the runner of this repository belongs to another user" },
    });
  });

  test("a state folder with a path too long for a socket works as any other", async () => {
    const stateDir = makeStateDir("x".repeat(100), "y".repeat(100));
    await serve(stateDir);
    expect(existsSync(join(stateDir, "socket"))).toBe(true);
    expect(await findDaemon(stateDir)).toEqual({ ok: true, value: true });
    expect(await askDaemon(stateDir, sync)).toEqual({ ok: true, value: { answer: "done", message: "sync" } });
  });

  test("a dead runner's socket is replaced", async () => {
    const stateDir = makeStateDir();
    const program = `require("net").createServer().listen(${JSON.stringify(join(stateDir, "socket"))}, () => process.kill(process.pid, "SIGKILL"))`;
    await once(spawn(process.execPath, ["-e", program]), "exit");
    expect(existsSync(join(stateDir, "socket"))).toBe(true);
    expect(await askDaemon(stateDir, sync)).toEqual({ ok: true, value: undefined });
    await serve(stateDir);
    expect(await askDaemon(stateDir, sync)).toMatchObject({ ok: true, value: { answer: "done" } });
  });
});

describe("nobody there", () => {
  test.each([
    ["no socket", []],
    ["no folder", ["gone"]],
    ["no folder, and a long path", ["x".repeat(120)]],
  ])("%s: no daemon", async (_, below) => {
    const stateDir = join(makeStateDir(), ...below);
    expect(await askDaemon(stateDir, sync)).toEqual({ ok: true, value: undefined });
    expect(await findDaemon(stateDir)).toEqual({ ok: true, value: false });
  });
});

describe("garbage does no harm", () => {
  test.each([
    ["no JSON", "hello\n"],
    ["no table", "null\n"],
    ["a list", "[]\n"],
    ["an ask that there is not", '{"ask":"dance"}\n'],
    ["a name of JavaScript's own", '{"ask":"constructor"}\n'],
    ["a run without requests", '{"ask":"run"}\n'],
    [
      "a request without a nonce",
      '{"ask":"run","requests":[{"task":"a","by":"b","reason":"","force":false,"withNeeds":false}]}\n',
    ],
    ["a run that is a number", '{"ask":"cancel","run":7,"by":"b"}\n'],
    ["a confidence beyond 1", '{"ask":"choose","category":"a","confidence":1.5}\n'],
    [
      "a request whose confidence is no number",
      '{"ask":"run","requests":[{"task":"a","nonce":"n","by":"b","reason":"","force":false,"withNeeds":false,"confidence":"1"}]}\n',
    ],
    ["an event that there is not", '{"ask":"event","event":"boot"}\n'],
    ["bytes that are no text", Uint8Array.from([0, 255, 254, 10])],
  ])("%s", async (_, bytes) => {
    const stateDir = makeStateDir();
    await serve(stateDir);
    expect(JSON.parse(await send(stateDir, bytes))).toMatchObject({
      answer: "refused",
      message: "the runner does not understand what it was asked",
    });
    expect(await askDaemon(stateDir, sync)).toMatchObject({ ok: true, value: { message: "sync" } });
  });

  test("a line without an end is cut off", async () => {
    const stateDir = makeStateDir();
    await serve(stateDir);
    expect(await send(stateDir, "x".repeat(5 * 1024 ** 2))).toBe("");
    expect(await findDaemon(stateDir)).toEqual({ ok: true, value: true });
  });

  test("who leaves before the answer is not missed", async () => {
    const stateDir = makeStateDir();
    const asked = Promise.withResolvers<void>();
    const answer = Promise.withResolvers<Answer>();
    await serve(stateDir, (ask) => {
      asked.resolve();
      return ask.ask === "sync" ? answer.promise : Promise.resolve({ answer: "done", message: "" });
    });
    const leaving = new AbortController();
    const left = askDaemon(stateDir, sync, leaving.signal);
    await asked.promise;
    leaving.abort();
    expect(await left).toMatchObject({ ok: false });
    answer.resolve({ answer: "done", message: "too late" });
    expect(await askDaemon(stateDir, { ask: "stop" })).toMatchObject({ ok: true });
  });

  test("an ask that fails is told, and logged", async () => {
    const stateDir = makeStateDir();
    const { logged } = await serve(stateDir, () => Promise.reject(new Error("disk full")));
    expect(await askDaemon(stateDir, sync)).toMatchObject({
      ok: true,
      value: { answer: "refused", why: "world", message: "Error: disk full" },
    });
    expect(logged).toEqual(["an ask failed"]);
  });
});

describe("a daemon that goes away", () => {
  test("while somebody waits for its answer: a clear error, and it is not kept alive by that", async () => {
    const stateDir = makeStateDir();
    const asked = Promise.withResolvers<void>();
    const { control } = await serve(stateDir, () => {
      asked.resolve();
      return new Promise(() => undefined);
    });
    const waiting = askDaemon(stateDir, sync);
    await asked.promise;
    control.close();
    expect(await waiting).toMatchObject({
      ok: false,
      error: {
        kind: "transient",
        what: "the runner went away before it answered",
        hint: expect.stringContaining("runner start"),
      },
    });
  });

  test.each([
    ["in the middle of its answer", '{"answer":"do', "the runner went away before it answered"],
    ["having said what makes no sense", '{"answer":\n', "the runner gave an answer that makes no sense"],
  ])("%s", async (_, said, what) => {
    const stateDir = makeStateDir();
    const server = createServer((socket: Socket) => socket.end(said));
    onTestFinished(() => void server.close());
    await new Promise<void>((resolve) => server.listen(join(stateDir, "socket"), resolve));
    expect(await askDaemon(stateDir, sync)).toMatchObject({ ok: false, error: { what } });
  });
});

test("an answer of many lines' length arrives whole", async () => {
  const stateDir = makeStateDir();
  const message = "y".repeat(3 * 1024 ** 2);
  await serve(stateDir, () => Promise.resolve({ answer: "done", message }));
  expect(await askDaemon(stateDir, sync)).toEqual({ ok: true, value: { answer: "done", message } });
});
