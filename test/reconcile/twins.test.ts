import { rmSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Books } from "./books.ts";

let books: Books;
let twin: ReturnType<Books["anotherHost"]>;
beforeEach(() => {
  books = new Books({ "tasks.d/idle.toml": 'run = "true"\n' });
  twin = books.anotherHost("twin", { name: books.name });
});
afterEach(() => books.remove());

const day = 86_400_000;

test("a second clone under one host name says whom it doubles, and what to do", async () => {
  const first = await books.daemon();
  const said = twin.complaintsOf({ mode: "once" });
  expect(said).toContain("another clone on this machine follows the same branch under the host name kill");
  expect(said).toContain(`\`runner start\` (process ${first.pid}, since 2`);
  expect(said).toContain(`${books.host}/.git/runner`);
  expect(said).toContain("RUNNER_HOST_NAME");
});

test("and so does a daemon that comes second", async () => {
  await books.daemon();
  const second = await twin.daemon();
  await second.says(/^another clone on this machine/);
});

test("passes that are called again and again have met before long", () => {
  books.runner({ mode: "once" });
  expect(twin.complaintsOf({ mode: "once" })).toContain("`runner reconcile` (process ");
  expect(books.complaintsOf({ mode: "once" })).toContain("twin/.git/runner");
});

test.each([
  ["has a name of its own", () => (twin = books.anotherHost("third")), 0],
  ["was stopped", () => undefined, 0],
  ["has made no pass for days", () => books.runner({ mode: "once" }), 3 * day],
  ["was removed", () => (books.runner({ mode: "once" }), rmSync(books.host, { recursive: true })), 0],
])("nothing is said where the other %s", async (_, prepare, offsetMs) => {
  const first = await books.daemon();
  await first.says(/^revision applied/);
  await first.kill("SIGTERM");
  prepare();
  twin.runner({ mode: "once", offsetMs });
});
