import { describe, expect, test } from "vitest";
import { openForge } from "../../src/forge/index.ts";
import type { ForgeKind } from "../../src/model/forge.ts";
import type { Answer, Recorded } from "./recording-forge.ts";
import { startForge } from "./recording-forge.ts";

const marker = "<!-- runner plan -->";

/** Three pages of two comments; the comment that is looked for is the last one. */
function pages(last: unknown, listed: RegExp): (call: Recorded) => Answer {
  return ({ method, path }) => {
    if (path === "/user") return { status: 200, body: { login: "us", username: "us" } };
    if (method !== "GET") return { status: method === "POST" ? 201 : 200 };
    if (!listed.test(path)) return { status: 404 };
    const page = Number(/[?&]page=(\d)/.exec(path)![1]);
    const other = (id: number) => ({ id, body: "hello", user: { login: "them" }, author: { username: "them" } });
    const body = page === 3 ? [other(5), last] : [other(2 * page), other(2 * page + 1)];
    return { status: 200, body, headers: page < 3 ? { link: `<${path}>; rel="next"` } : {} };
  };
}

async function post(kind: ForgeKind, answer: (call: Recorded) => Answer) {
  const server = await startForge(answer);
  const forge = openForge({
    place: { kind, url: server.url, repository: "a/b" },
    token: "t0ken",
    now: Date.now,
    limitMs: 5000,
  });
  const posted = await forge.postComment(7, { marker, body: `${marker}\nnew` });
  const writes = server.calls.filter(({ method }) => method !== "GET");
  return { posted, writes: writes.map(({ method, path, body }) => ({ method, path, body })), server };
}

const ways = [
  {
    kind: "github" as const,
    listed: /^\/repos\/a\/b\/issues\/7\/comments\?/,
    change: { method: "PATCH", path: "/repos/a/b/issues/comments/6" },
    add: "/repos/a/b/issues/7/comments",
  },
  {
    kind: "gitlab" as const,
    listed: /^\/projects\/a%2Fb\/merge_requests\/7\/notes\?/,
    change: { method: "PUT", path: "/projects/a%2Fb/merge_requests/7/notes/6" },
    add: "/projects/a%2Fb/merge_requests/7/notes",
  },
  {
    kind: "forgejo" as const,
    listed: /^\/repos\/a\/b\/issues\/7\/comments\?/,
    change: { method: "PATCH", path: "/repos/a/b/issues/comments/6" },
    add: "/repos/a/b/issues/7/comments",
  },
];

describe.each(ways)("the comment on $kind", ({ kind, listed, change, add }) => {
  const by = (name: string, body: string) => ({ id: 6, body, user: { login: name }, author: { username: name } });
  const written = { method: "POST", path: add, body: { body: `${marker}\nnew` } };

  test("is written over, on whichever page it is", async () => {
    const { posted, writes } = await post(kind, pages(by("us", `${marker}\nold`), listed));
    expect(posted).toEqual({ ok: true, value: "changed" });
    expect(writes).toEqual([{ ...change, body: { body: `${marker}\nnew` } }]);
  });

  test("is added where there is none yet", async () => {
    const { posted, writes } = await post(kind, pages(by("us", "something else"), listed));
    expect(posted).toEqual({ ok: true, value: "added" });
    expect(writes).toEqual([written]);
  });

  test("is left alone where it says the same already", async () => {
    const { posted, writes } = await post(kind, pages(by("us", `${marker}\nnew`), listed));
    expect(posted).toEqual({ ok: true, value: "unchanged" });
    expect(writes).toEqual([]);
  });

  test("with our marker by somebody else is not ours", async () => {
    const { writes } = await post(kind, pages(by("them", `${marker}\nforged`), listed));
    expect(writes).toEqual([written]);
  });

  test("a quotation of it is not it", async () => {
    const { writes } = await post(kind, pages(by("us", `> ${marker}`), listed));
    expect(writes).toEqual([written]);
  });
});

describe("the token of a CI job may not say whose it is", () => {
  const by = (user: object) => pages({ id: 6, body: `${marker}\nold`, user }, /comments/);
  const refusing = (then: (call: Recorded) => Answer) => (call: Recorded) =>
    call.path === "/user" ? { status: 403, body: { message: "Resource not accessible by integration" } } : then(call);

  test.each([
    ["GitHub's own account", { login: "github-actions[bot]", type: "Bot" }, "changed"],
    ["Forgejo's own account", { login: "forgejo-actions", id: -2 }, "changed"],
    ["a person's", { login: "them", type: "User", id: 12 }, "added"],
  ] as const)("a comment by %s: %s", async (_, user, value) => {
    expect((await post("github", refusing(by(user)))).posted).toEqual({ ok: true, value });
  });
});

test.each([
  ["401: nothing is read or written", 401],
  ["500: the same", 500],
])("%s", async (_, status) => {
  const { posted, server } = await post("github", () => ({ status }));
  expect(posted).toMatchObject({ ok: false });
  expect(server.calls.length).toBe(1);
});
