import { cpSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Signer } from "../repository/signing-keys.ts";
import { sshSigner } from "../repository/signing-keys.ts";
import { Books } from "./books.ts";

const idle = 'run = "true"\n';
const other = "run = 'false'\n";
const mustSign = '[git]\nrequire_signed = "allowed_signers"\n';

let books: Books;
beforeEach(() => {
  books = new Books({ "tasks.d/idle.toml": idle });
});
afterEach(() => books.remove());

function once(): { state: string; reason: string; detail: string } {
  books.runner({ mode: "once" });
  return latest();
}

function latest(): ReturnType<typeof once> {
  const text = books.git(books.remote, "show", "runner/reports:hosts/kill/revision.json");
  const { state, reason, detail } = JSON.parse(text) as ReturnType<typeof once>;
  return { state, reason, detail };
}

function tip(): string {
  return books.git(books.remote, "rev-parse", "main").trim();
}

function pushForced(commit: string): void {
  books.git(books.yours, "push", "-q", "--force", "origin", `${commit}:main`);
}

/** From now on you sign as somebody; undefined: not at all. */
function signAs(signer: Signer | undefined): void {
  const settings = signer?.config ?? ["commit.gpgSign=false"];
  for (const setting of settings) {
    const [key = "", value = ""] = setting.split(/=(.*)/);
    books.git(books.yours, "config", key, value);
  }
}

/** What was pushed and turned away is taken back. */
function takeBack(): void {
  books.git(books.yours, "reset", "-q", "--hard", "HEAD~1");
  pushForced("HEAD");
}

function cloneAnew(url = books.remote): void {
  rmSync(books.host, { recursive: true });
  books.git(books.top, "clone", "-q", url, books.host);
}

describe("where commits have to be signed", () => {
  let ann: Signer;
  let eve: Signer;
  beforeEach(() => {
    ann = sshSigner(books.top, "ann");
    eve = sshSigner(books.top, "eve");
    signAs(ann);
    books.push({ "runner.toml": mustSign, allowed_signers: ann.listed });
    expect(once()).toMatchObject({ state: "applied" });
  });

  test("the list is changed by those on it, and by nobody else", () => {
    signAs(eve);
    books.push({ allowed_signers: ann.listed + eve.listed });
    expect(once()).toMatchObject({ state: "rejected", reason: "unknown-signer" });
    takeBack();
    signAs(ann);
    books.push({ allowed_signers: ann.listed + eve.listed });
    expect(once()).toMatchObject({ state: "applied" });
    signAs(eve);
    books.push({ "tasks.d/idle.toml": other });
    expect(once()).toMatchObject({ state: "applied" });
  });

  test("nobody on it can lock all out: a list that is not there turns its commit away, and the next one comes in", () => {
    books.push({ "runner.toml": mustSign.replace("allowed", "alowed") });
    expect(once()).toMatchObject({ state: "rejected", reason: "invalid" });
    books.push({ "runner.toml": mustSign, "tasks.d/idle.toml": other });
    expect(once()).toMatchObject({ state: "applied" });
  });

  test.each([
    ["turns that off", { "runner.toml": "" }],
    ["names another list", { "runner.toml": mustSign.replace("allowed", "other"), other_signers: "EVE" }],
    ["changes nothing that may run", { "README.md": "words\n" }],
  ])("whoever %s has to be on it, too", (_, files) => {
    const signed = Object.entries(files).map(([path, text]) => [path, text.replace("EVE", eve.listed)]);
    signAs(undefined);
    books.push(Object.fromEntries(signed) as Record<string, string>);
    const before = books.git(books.host, "rev-parse", "refs/runner/applied");
    expect(once()).toMatchObject({ state: "rejected", reason: "unsigned" });
    expect(books.git(books.host, "rev-parse", "refs/runner/applied")).toBe(before);
    takeBack();
    signAs(ann);
    books.push(Object.fromEntries(signed) as Record<string, string>);
    once();
    expect(books.git(books.host, "rev-parse", "refs/runner/applied").trim()).toBe(tip());
  });

  test("a history of somebody else's, which allows itself to be followed, does not come in with a new clone", () => {
    signAs(eve);
    books.git(books.yours, "checkout", "-q", "--orphan", "hers");
    writeFileSync(join(books.yours, "runner.toml"), `${mustSign}allow_rewind = true\n`);
    writeFileSync(join(books.yours, "allowed_signers"), eve.listed);
    books.git(books.yours, "add", ".");
    books.git(books.yours, "commit", "-qm", "hers");
    pushForced("HEAD");
    expect(once()).toMatchObject({ state: "rejected", reason: "rewind" });
    cloneAnew();
    expect(once()).toMatchObject({ state: "rejected", reason: "rewind" });
    books.git(books.remote, "gc", "-q", "--prune=now");
    cloneAnew();
    books.runner({ mode: "once", env: { RUNNER_GIT_ALLOW_REWIND: "true" } });
    expect(latest()).toMatchObject({ state: "applied" });
  });

  test("a new clone holds all that came since against the list that this host knew", () => {
    signAs(undefined);
    books.push({ allowed_signers: eve.listed });
    signAs(eve);
    books.push({ "tasks.d/idle.toml": other });
    cloneAnew();
    expect(once()).toMatchObject({ state: "rejected", reason: "unsigned" });
  });

  test("the host's own list counts, whatever the repository says", () => {
    const list = join(books.top, "host-list");
    writeFileSync(list, eve.listed);
    const env = { RUNNER_GIT_REQUIRE_SIGNED: list };
    books.push({ "tasks.d/idle.toml": other });
    books.runner({ mode: "once", env });
    expect(latest()).toMatchObject({ state: "rejected", reason: "unknown-signer" });
  });
});

test("whoever turns it on has to be on the list: else nobody could turn it off", () => {
  once();
  books.push({ "runner.toml": mustSign, allowed_signers: sshSigner(books.top, "ann").listed });
  expect(once()).toMatchObject({ state: "rejected", reason: "unsigned" });
});

describe("an old commit does not come back unnoticed", () => {
  let first: string;
  beforeEach(() => {
    once();
    first = tip();
    books.push({ "tasks.d/idle.toml": other });
    once();
  });
  const rewind = { state: "rejected", reason: "rewind" };

  test.each([
    ["with a slash", () => `${books.remote}/`],
    ["as a file URL", () => `file://${books.remote}`],
    ["without its ending", () => books.remote.replace(/\.git$/, "")],
    ["by a way round", () => join(books.top, "yours/../remote.git")],
  ] as const)("in a new clone of the same remote, written %s", (_, url) => {
    pushForced(first);
    cloneAnew(url());
    expect(once()).toMatchObject(rewind);
    expect(latest().detail).toMatch(/remove \/.*\/state\/runner\/applied\/[0-9a-f]{32}, where the host remembers it/);
  });

  test("with the state that went with it", () => {
    rmSync(join(books.host, ".git/runner"), { recursive: true });
    pushForced(first);
    expect(once()).toMatchObject(rewind);
  });

  test("when it pretends to be a snapshot of uncommitted files", () => {
    const raw = books
      .git(books.yours, "cat-file", "commit", first)
      .replace(/^(committer .*)$/m, "$1\nrunner-worktree yes");
    writeFileSync(join(books.top, "raw"), raw);
    pushForced(books.git(books.yours, "hash-object", "-t", "commit", "-w", join(books.top, "raw")).trim());
    expect(once()).toMatchObject(rewind);
  });

  test("after uncommitted files were tried out", () => {
    books.runner({ mode: "once", worktree: true });
    pushForced(first);
    expect(once()).toMatchObject(rewind);
  });

  test("as one between those that came into force, if the last ones changed nothing that may run", () => {
    const second = tip();
    books.push({ "README.md": "words\n" });
    once();
    pushForced(second);
    cloneAnew();
    expect(once()).toMatchObject(rewind);
  });
});

test("a clone that is put back from a backup, with its state, says that the host has seen more", () => {
  once();
  const first = tip();
  cpSync(books.host, join(books.top, "backup"), { recursive: true });
  books.push({ "tasks.d/idle.toml": other });
  once();
  rmSync(books.host, { recursive: true });
  cpSync(join(books.top, "backup"), books.host, { recursive: true });
  const second = tip();
  pushForced(first);
  expect(once()).toMatchObject({ state: "rejected", reason: "rewind" });
  pushForced(second);
  expect(once()).toMatchObject({ state: "applied" });
});

test("where there is no remote, an old copy of the repository is noticed, too", () => {
  books.git(books.host, "remote", "remove", "origin");
  cpSync(books.host, join(books.top, "backup"), { recursive: true });
  books.runner({ mode: "once" });
  writeFileSync(join(books.host, "tasks.d/idle.toml"), other);
  books.git(books.host, "commit", "-qam", "change");
  books.runner({ mode: "once" });
  rmSync(books.host, { recursive: true });
  cpSync(join(books.top, "backup"), books.host, { recursive: true });
  books.runner({ mode: "once" });
  const told = books.git(books.host, "show", "runner/reports:hosts/kill/revision.json");
  expect(JSON.parse(told)).toMatchObject({ state: "rejected", reason: "rewind" });
});

describe("a damaged memory", () => {
  let path: string;
  beforeEach(() => {
    once();
    const folder = join(books.top, "state/runner/applied");
    path = join(folder, readdirSync(folder)[0]!);
    writeFileSync(path, "");
  });

  test("lets nothing into a new clone until somebody has looked", () => {
    cloneAnew();
    expect(books.complaintsOf({ mode: "once" })).toContain(`from ${path}: it does not begin with the name of a commit`);
    rmSync(path);
    expect(once()).toMatchObject({ state: "applied" });
  });

  test("is mended by the next revision where the clone is as it was", () => {
    books.push({ "tasks.d/idle.toml": other });
    expect(once()).toMatchObject({ state: "applied" });
    expect(readFileSync(path, "utf8").split("\n")[0]).toBe(tip());
  });
});
