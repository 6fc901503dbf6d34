import { describe, expect, test } from "vitest";
import { openForge } from "../../../src/forge/index.ts";
import type { ForgeKind } from "../../../src/model/forge.ts";
import type { Sha } from "../../../src/model/ids.ts";
import { sha } from "../../../src/model/ids.ts";
import { emptyMemory } from "../../../src/reconcile/statuses/status-memory.ts";
import type { StatusMemory } from "../../../src/reconcile/statuses/status-memory.ts";
import { makeStatusTeller } from "../../../src/reconcile/statuses/status-teller.ts";
import type { Answer } from "../../forge/recording-forge.ts";
import { startForge } from "../../forge/recording-forge.ts";

const [a, b, c] = ["a", "b", "c"].map((letter) => sha(letter.repeat(40))) as [Sha, Sha, Sha];
const now = Date.UTC(2026, 2, 28, 12);

/** A teller that speaks to a server on this machine, whose pauses end when the test says so. */
async function open(kind: ForgeKind = "github", memory: StatusMemory = emptyMemory) {
  const server = await startForge(() => ({ status: 201 }));
  const world = {
    memory,
    applied: undefined as Sha | undefined,
    between: [] as readonly Sha[],
    isOn: true,
    limitMs: 20_000,
  };
  const said: string[] = [];
  const pauses: { ms: number; end: () => void }[] = [];
  let waker: (() => void) | undefined;
  const log = (level: string) => (_: object, message: string) => void said.push(`${level}: ${message}`);
  const make = () => {
    const place = { kind, url: server.url, repository: "us/ops" };
    return makeStatusTeller({
      isOn: () => world.isOn,
      tell: (status) => {
        const forge = openForge({ place, token: "t0ken", now: () => now, limitMs: world.limitMs });
        return forge.tellStatus({ ...status, context: "runner/web-1", link: undefined });
      },
      recall: () => world.memory,
      keep: (next) => (world.memory = next),
      applied: () => world.applied,
      eventOf: () => undefined,
      between: () => Promise.resolve(world.between),
      timers: {
        after: (ms, end) => {
          const pause = { ms, end };
          // The limit of a settle; it is never reached here.
          if (ms === 60_000) return () => undefined;
          pauses.push(pause);
          waker?.();
          return () => void pauses.splice(pauses.indexOf(pause), 1);
        },
      },
      log: { debug: () => undefined, info: log("info"), warn: log("warn"), error: log("error") },
    });
  };
  const states = () => server.calls.map(({ path, body }) => `${path.at(-1)} ${(body as { state: string }).state}`);
  const settle = (teller: ReturnType<typeof make>) => teller.settle(60_000);
  /** Resolves when it waits. */
  const whenPaused = () =>
    new Promise<void>((resolve) => {
      waker = resolve;
      if (pauses.length > 0) resolve();
    });
  return { server, world, said, pauses, make, states, settle, whenPaused };
}

const words = {
  github: ["a pending", "a success"],
  gitlab: ["a pending", "a success"],
  forgejo: ["a pending", "a success"],
};

test.each(["github", "gitlab", "forgejo"] as const)("%s is told what becomes of a commit", async (kind) => {
  const { world, make, settle, states } = await open(kind);
  const teller = make();
  teller.look(a);
  expect(await settle(teller)).toEqual({ left: 0, trouble: undefined });
  world.applied = a;
  teller.look();
  await settle(teller);
  teller.look(a);
  await settle(teller);
  expect(states()).toEqual(words[kind]);
});

test("off: nothing is called, and nothing is remembered", async () => {
  const { server, world, make, settle } = await open();
  world.isOn = false;
  const teller = make();
  teller.look(a);
  await settle(teller);
  expect(server.calls).toEqual([]);
  expect(world.memory).toBe(emptyMemory);
});

test("another runner goes on where the one before has stopped", async () => {
  const { server, world, make, settle, states } = await open();
  server.answer = () => ({ status: 503 });
  const first = make();
  first.look(a);
  await settle(first);
  first.stop();
  server.answer = () => ({ status: 201 });
  world.applied = c;
  world.between = [b];
  const second = make();
  second.look(c);
  await settle(second);
  expect(states().slice(1)).toEqual(["a success", "b success", "c success"]);
  expect(world.memory.waiting).toEqual([]);
});

describe("a forge that has trouble", () => {
  test("is asked again after growing pauses, told of once, and of its recovery", async () => {
    const { server, make, settle, said, pauses, states } = await open();
    const teller = make();
    server.answer = () => ({ status: 503 });
    teller.look(a);
    const { left, trouble } = await settle(teller);
    expect({ left, what: trouble?.what }).toEqual({ left: 1, what: `the forge at ${server.url} answers 503` });
    const waited = [pauses[0]!.ms];
    for (const _ of [1, 2, 3]) {
      pauses.splice(0)[0]!.end();
      await settle(teller);
      waited.push(pauses[0]!.ms);
    }
    expect(waited).toEqual([5000, 10_000, 20_000, 40_000]);
    expect(said).toEqual(["warn: commit statuses wait for the forge"]);
    server.answer = () => ({ status: 201 });
    pauses.splice(0)[0]!.end();
    expect(await settle(teller)).toEqual({ left: 0, trouble: undefined });
    expect(said).toEqual([
      "warn: commit statuses wait for the forge",
      "info: the forge is told again what becomes of commits",
    ]);
    expect(states()).toEqual(Array(5).fill("a pending"));
  });

  test("no call is made while it waits, and the last word on a commit is the one that is told", async () => {
    const { server, world, make, settle, pauses, states } = await open();
    const teller = make();
    server.answer = () => ({ status: 502 });
    teller.look(a);
    await settle(teller);
    world.applied = a;
    for (const _ of [1, 2, 3]) teller.look(a);
    await settle(teller);
    expect(server.calls.length).toBe(1);
    server.answer = () => ({ status: 201 });
    pauses[0]!.end();
    await settle(teller);
    expect(states()).toEqual(["a pending", "a success"]);
  });

  test.each<[string, Answer, number]>([
    ["it says how long", { status: 429, headers: { "retry-after": "77" } }, 77_000],
    [
      "the hour is used up",
      { status: 403, headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(now / 1000 + 30) } },
      30_000,
    ],
    ["the token is wrong", { status: 401 }, 600_000],
    ["it may not", { status: 403 }, 600_000],
  ])("%s: it waits so long", async (_, answer, ms) => {
    const { server, make, settle, pauses } = await open();
    server.answer = () => answer;
    const teller = make();
    teller.look(a);
    await settle(teller);
    expect(pauses.map((pause) => pause.ms)).toEqual([ms]);
  });

  test("that is slow holds up nobody", async () => {
    const { server, world, make, whenPaused, states, settle, pauses } = await open();
    server.answer = () => "never";
    const teller = make();
    world.limitMs = 1000;
    teller.look(a);
    await server.whenCalled(1);
    world.applied = a;
    teller.look(a);
    await whenPaused();
    await settle(teller);
    world.limitMs = 20_000;
    server.answer = () => ({ status: 201 });
    pauses[0]!.end();
    await settle(teller);
    expect(states()).toEqual(["a pending", "a success"]);
  });

  test("401 for many commits is said once", async () => {
    const { server, world, make, settle, said, pauses } = await open();
    server.answer = () => ({ status: 401, body: { message: "Bad credentials" } });
    const teller = make();
    teller.look(a);
    await settle(teller);
    world.between = [b];
    teller.look(c);
    await settle(teller);
    pauses.splice(0)[0]!.end();
    await settle(teller);
    expect(said).toEqual(["warn: commit statuses wait for the forge"]);
    expect(world.memory).toMatchObject({
      trouble: { what: `the forge at ${server.url} answers 401: Bad credentials` },
      waiting: [{ sha: a }, { sha: b }, { sha: c }],
    });
    expect(server.calls.length).toBe(2);
  });

  test("a commit that the forge does not know keeps the others from nothing", async () => {
    const { server, world, make, settle, states } = await open("gitlab");
    server.answer = ({ path }) => ({ status: path.endsWith(a) ? 404 : 201 });
    const teller = make();
    world.applied = c;
    teller.look(a);
    await settle(teller);
    teller.stop();
    const next = make();
    next.look(c);
    await settle(next);
    expect(states()).toEqual(["a pending", "a canceled", "c success", "a canceled"]);
    expect(world.memory.waiting.map(({ sha: one }) => one)).toEqual([a]);
  });

  test("a call that it does not take at all is given up", async () => {
    const { server, world, make, settle, said } = await open();
    server.answer = () => ({ status: 422, body: { message: "No commit found for SHA" } });
    const teller = make();
    teller.look(a);
    expect(await settle(teller)).toMatchObject({ left: 0 });
    expect(world.memory.waiting).toEqual([]);
    expect(said).toEqual([
      `warn: a commit status is given up: the forge at ${server.url} answers 422: No commit found for SHA`,
    ]);
  });
});

test("stopped, it calls no more", async () => {
  const { server, make, settle, pauses } = await open();
  server.answer = () => ({ status: 503 });
  const teller = make();
  teller.look(a);
  await settle(teller);
  teller.stop();
  expect(pauses).toEqual([]);
  teller.look(b);
  await settle(teller);
  expect(server.calls.length).toBe(1);
});
