import { rmSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Books } from "./books.ts";

/** docs/odd-repositories.md, as far as what comes into force is concerned. */

const idle = 'run = "true"\n';

let books: Books;
beforeEach(() => {
  books = new Books({ "tasks.d/idle.toml": idle });
  books.runner({ mode: "once" });
});
afterEach(() => books.remove());

function latest(): { state: string; reason: string; detail: string } {
  return JSON.parse(books.git(books.remote, "show", "runner/reports:hosts/kill/revision.json")) as ReturnType<
    typeof latest
  >;
}

function inForce(): string {
  return books.git(books.host, "rev-parse", "refs/runner/applied").trim();
}

test("the branch is deleted at the remote: it says so, and the last good revision stays in force", () => {
  const good = inForce();
  books.git(books.remote, "update-ref", "-d", "refs/heads/main");
  expect(books.complaintsOf({ mode: "once" })).toContain("there is no branch main");
  expect(inForce()).toBe(good);
});

test("the repository is replaced by an unrelated one: rejected, and followed where that is allowed", () => {
  const good = inForce();
  books.git(books.yours, "checkout", "-q", "--orphan", "new");
  books.git(books.yours, "commit", "-qm", "unrelated");
  books.git(books.yours, "push", "-q", "--force", "origin", "HEAD:main");
  books.runner({ mode: "once" });
  expect(latest()).toMatchObject({ state: "rejected", reason: "rewind" });
  expect(inForce()).toBe(good);
  books.runner({ mode: "once", env: { RUNNER_GIT_ALLOW_REWIND: "true" } });
  expect(latest()).toMatchObject({ state: "applied" });
});

test("a shallow clone that ends after the revision in force is rejected until it reaches further back", () => {
  books.push({ "tasks.d/idle.toml": "run = 'false'\n" });
  rmSync(books.host, { recursive: true });
  books.git(books.top, "clone", "-q", "--depth=1", `file://${books.remote}`, books.host);
  books.runner({ mode: "once" });
  expect(latest()).toMatchObject({ state: "rejected", reason: "rewind" });
  expect(latest().detail).toContain("git fetch --unshallow");
  books.git(books.host, "fetch", "-q", "--unshallow");
  books.runner({ mode: "once" });
  expect(latest()).toMatchObject({ state: "applied" });
});

test("no branch is checked out: the remote's is followed all the same", () => {
  books.git(books.host, "checkout", "-q", "--detach");
  books.git(books.host, "branch", "-qD", "main");
  books.push({ "tasks.d/idle.toml": "run = 'false'\n" });
  books.runner({ mode: "once" });
  expect(latest()).toMatchObject({ state: "applied" });
  expect(inForce()).toBe(books.git(books.remote, "rev-parse", "main").trim());
});
