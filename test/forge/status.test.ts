import { describe, expect, test } from "vitest";
import { openForge } from "../../src/forge/index.ts";
import type { CommitStatus, ForgeKind } from "../../src/model/forge.ts";
import { sha } from "../../src/model/ids.ts";
import type { Answer } from "./recording-forge.ts";
import { startForge } from "./recording-forge.ts";

const commit = sha("a".repeat(40));
const applied: CommitStatus = {
  sha: commit,
  state: "applied",
  context: "runner/web-1",
  description: "in force: 1 added",
  link: "https://forge.example/a/b/blob/runner/reports/x.json",
};
const now = Date.UTC(2026, 2, 28, 12);

async function tell(kind: ForgeKind, answer: Answer, status = applied, token = "t0ken") {
  const server = await startForge(() => answer);
  const place = { kind, url: server.url, repository: "our group/ops" };
  const told = await openForge({ place, token, now: () => now, limitMs: answer === "never" ? 200 : 20_000 }).tellStatus(
    status,
  );
  return { told, server, call: server.calls[0]! };
}

describe("a status", () => {
  test.each([
    {
      kind: "github" as const,
      path: `/repos/our%20group/ops/statuses/${commit}`,
      header: ["authorization", "Bearer t0ken"] as const,
      body: { state: "success", context: "runner/web-1" },
    },
    {
      kind: "gitlab" as const,
      path: `/projects/our%20group%2Fops/statuses/${commit}`,
      header: ["private-token", "t0ken"] as const,
      body: { state: "success", name: "runner/web-1" },
    },
    {
      kind: "forgejo" as const,
      path: `/repos/our%20group/ops/statuses/${commit}`,
      header: ["authorization", "token t0ken"] as const,
      body: { state: "success", context: "runner/web-1" },
    },
  ])("arrives at $kind in its own words", async ({ kind, path, header, body }) => {
    const { told, call } = await tell(kind, { status: 201 });
    expect(told).toEqual({ ok: true, value: undefined });
    expect(call).toMatchObject({ method: "POST", path });
    expect(call.headers[header[0]]).toBe(header[1]);
    expect(call.body).toEqual({ ...body, description: "in force: 1 added", target_url: applied.link });
  });

  test.each([
    ["github", "pending", "pending"],
    ["github", "validated", "pending"],
    ["github", "rejected", "failure"],
    ["github", "superseded", "success"],
    ["gitlab", "pending", "pending"],
    ["gitlab", "validated", "running"],
    ["gitlab", "rejected", "failed"],
    ["gitlab", "superseded", "canceled"],
    ["forgejo", "validated", "pending"],
    ["forgejo", "rejected", "failure"],
  ] as const)("%s calls %s: %s", async (kind, state, theirs) => {
    const { call } = await tell(kind, { status: 201 }, { ...applied, state, link: undefined });
    expect(call.body).toMatchObject({ state: theirs });
    expect(call.body).not.toHaveProperty("target_url");
  });

  test("GitLab has it already: that is as good as told", async () => {
    const message = "Cannot transition status via :enqueue from :pending";
    expect((await tell("gitlab", { status: 400, body: { message } })).told).toMatchObject({ ok: true });
    expect((await tell("github", { status: 400, body: { message } })).told).toMatchObject({ ok: false });
  });
});

describe("what goes wrong", () => {
  test.each([
    ["a wrong token", { status: 401, body: { message: "Bad credentials" } }, { kind: "refused", status: 401 }],
    ["no right to it", { status: 403, body: { message: "no" } }, { kind: "refused", status: 403 }],
    ["no such repository", { status: 404 }, { kind: "refused", status: 404 }],
    ["no such commit", { status: 422, body: { message: "No commit found" } }, { kind: "wrong", status: 422 }],
    ["its own trouble", { status: 502 }, { kind: "away", retryAfterMs: undefined }],
    ["too many calls", { status: 429, headers: { "retry-after": "7" } }, { kind: "away", retryAfterMs: 7000 }],
    [
      "too many calls, until a date",
      { status: 503, headers: { "retry-after": "Sat, 28 Mar 2026 12:01:00 GMT" } },
      { kind: "away", retryAfterMs: 60_000 },
    ],
    [
      "GitHub's hour is used up",
      { status: 403, headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(now / 1000 + 90) } },
      { kind: "away", retryAfterMs: 90_000 },
    ],
    ["it is slow", "never", { kind: "away", retryAfterMs: undefined }],
  ] as const)("%s", async (_, answer, trouble) => {
    expect((await tell("github", answer)).told).toMatchObject({ ok: false, error: trouble });
  });

  test("it is down", async () => {
    const server = await startForge(() => ({ status: 201 }));
    await server.close();
    const place = { kind: "github", url: server.url, repository: "a/b" } as const;
    const told = await openForge({ place, token: "t0ken", now: () => now, limitMs: 5000 }).tellStatus(applied);
    expect(told).toMatchObject({
      ok: false,
      error: { kind: "away", what: expect.stringContaining("cannot be reached: connect ECONNREFUSED") as unknown },
    });
  });

  test("an address that speaks no TLS is away, and says what is wrong", async () => {
    const server = await startForge(() => ({ status: 201 }));
    const place = { kind: "github", url: server.url.replace("http:", "https:"), repository: "a/b" } as const;
    const told = await openForge({ place, token: "t0ken", now: () => now, limitMs: 5000 }).tellStatus(applied);
    expect(told).toMatchObject({
      ok: false,
      error: { kind: "refused", what: expect.stringMatching(/SSL/) as unknown },
    });
  });
});

describe("the token", () => {
  test("is sent on within one host, and never to another", async () => {
    const elsewhere = await startForge(() => ({ status: 201 }));
    const moved = await tell("github", { status: 307, headers: { location: `${elsewhere.url}/x` } });
    expect(moved.told).toMatchObject({
      ok: false,
      error: { kind: "refused", what: expect.stringContaining(`points to ${elsewhere.url}`) as unknown },
    });
    expect(elsewhere.calls).toEqual([]);

    const server = await startForge(({ path }) =>
      path === "/new" ? { status: 201 } : { status: 301, headers: { location: "/new" } },
    );
    const place = { kind: "github", url: server.url, repository: "a/b" } as const;
    const told = await openForge({ place, token: "t0ken", now: () => now, limitMs: 5000 }).tellStatus(applied);
    expect(told).toMatchObject({ ok: true });
    expect(server.calls.map(({ method, path, body }) => ({ method, path, body }))[1]).toEqual({
      method: "POST",
      path: "/new",
      body: server.calls[0]!.body,
    });
  });

  test("a forge that sends everybody round in circles is left alone", async () => {
    const { told, server } = await tell("github", { status: 302, headers: { location: "/again" } });
    expect(told).toMatchObject({ ok: false, error: { kind: "refused" } });
    expect(server.calls.length).toBe(4);
  });

  test("is in no message, whatever the forge says", async () => {
    const { told } = await tell("github", { status: 401, body: { message: "bad token t0ken for you" } });
    expect(JSON.stringify(told)).not.toContain("t0ken");
    expect(told).toMatchObject({ error: { what: expect.stringContaining("bad token … for you") as unknown } });
  });
});
