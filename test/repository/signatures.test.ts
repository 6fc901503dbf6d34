import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Sha } from "../../src/model/ids.ts";
import { sha } from "../../src/model/ids.ts";
import type { SignatureVerdict } from "../../src/model/signature.ts";
import type { Content } from "./scratch.ts";
import { git, gitWith, must, open, put, workTree } from "./scratch.ts";
import type { Signer } from "./signing-keys.ts";
import { Gpg, sshSigner } from "./signing-keys.ts";

const keys = mkdtempSync(join(tmpdir(), "runner-signers-"));
const gpg = new Gpg(keys);
let ann: Signer;
let bob: Signer;
let eve: Signer;
let late: Signer;
let early: Signer;
let gina: Signer;
let gone: Signer;
let old: Signer;
let revokedKey: string;

beforeAll(() => {
  ann = sshSigner(keys, "ann");
  bob = sshSigner(keys, "bob");
  eve = sshSigner(keys, "eve");
  late = sshSigner(keys, "late", 'valid-before="20250101"');
  early = sshSigner(keys, "early", 'valid-after="20400101"');
  gina = gpg.signer("gina");
  gone = gpg.signer("gone");
  old = gpg.signer("old", { at: "20250101T000000", expires: "2025-06-01" });
  revokedKey = gpg.revoked("gone");
});
afterAll(() => {
  gpg.end();
  // The agent, while it ends, removes its sockets itself.
  rmSync(keys, { recursive: true, force: true });
});

/** A commit of somebody; undefined: not signed. */
function commitAs(
  dir: string,
  signer: Signer | undefined,
  files: Readonly<Record<string, Content>> = {},
  env: Record<string, string> = {},
): Sha {
  put(dir, files);
  git(dir, "add", "--all");
  const config = signer?.config.flatMap((setting) => ["-c", setting]) ?? [];
  gitWith(dir, env, ...config, "commit", "--quiet", "--allow-empty", "-m", "change");
  return sha(git(dir, "rev-parse", "HEAD"));
}

const lists = {
  allowed_signers: (): string => [ann, bob, late, early].map(({ listed }) => listed).join(""),
  "keyring.asc": (): string => [gina.listed, old.listed, revokedKey].join(""),
  revoked: (): string => bob.publicKey,
};

/** A repository whose first commit has the lists. */
function repository(): string {
  return workTree({
    allowed_signers: lists.allowed_signers(),
    "keyring.asc": lists["keyring.asc"](),
    revoked: lists.revoked(),
  });
}

async function check(dir: string, since: Sha | undefined, tip: Sha, more: object = {}): Promise<SignatureVerdict> {
  const first = sha(git(dir, "rev-list", "--max-parents=0", "HEAD").split("\n")[0]!);
  const signers = { lists: ["allowed_signers", "keyring.asc"], revoked: "revoked", of: since ?? first, ...more };
  return must(await (await open(dir)).checkSignatures({ since, tip, signers }));
}

function head(dir: string): Sha {
  return sha(git(dir, "rev-parse", "HEAD"));
}

/** Writes the same commit with other words in it: its signature is not of them. */
function tamper(dir: string): Sha {
  const raw = git(dir, "cat-file", "commit", "HEAD");
  writeFileSync(join(dir, ".git/tampered"), `${raw.replace(/change$/, "chance")}\n`);
  return sha(git(dir, "hash-object", "-t", "commit", "-w", ".git/tampered"));
}

describe("a commit is accepted", () => {
  test.each([
    ["ssh", () => ann, /^ann@example\.org \(SHA256:\S+\)$/],
    ["gpg", () => gina, /^gina <gina@example\.org> \([0-9A-F]{40}\)$/],
  ] as const)("that is signed with a listed %s key; its signer is told", async (_, signer, told) => {
    const dir = repository();
    const since = head(dir);
    const verdict = await check(dir, since, commitAs(dir, signer()));
    expect(verdict).toEqual({ kind: "good", signer: expect.stringMatching(told) as string });
  });

  test("with a list that is binary, one of the host, and several of a kind", async () => {
    const dir = repository();
    const since = head(dir);
    commitAs(dir, eve);
    const tip = commitAs(dir, gina);
    const host = join(dirname(dir), "allowed");
    writeFileSync(host, eve.listed);
    const binary = join(dirname(dir), "keyring.gpg");
    git(dir, "-c", "alias.x=!gpg --dearmor < keyring.asc > ../keyring.gpg", "x");
    expect(await check(dir, since, tip, { lists: ["allowed_signers", host, binary] })).toMatchObject({ kind: "good" });
  });

  test("whatever git is configured to trust and to run", async () => {
    const dir = repository();
    const since = head(dir);
    const tip = commitAs(dir, gina);
    for (const key of ["gpg.program", "gpg.openpgp.program", "gpg.ssh.program"]) git(dir, "config", key, "/bin/false");
    git(dir, "config", "gpg.minTrustLevel", "ultimate");
    git(dir, "config", "log.showSignature", "true");
    expect(await check(dir, since, tip)).toMatchObject({ kind: "good" });
  });

  test("already: nothing is new", async () => {
    const dir = repository();
    const first = head(dir);
    const since = commitAs(dir, undefined);
    expect(await check(dir, since, first)).toEqual({ kind: "good", signer: undefined });
  });
});

describe("a commit is refused", () => {
  test.each([
    ["that is not signed", "unsigned", (): Signer | undefined => undefined, /of .* is not signed$/],
    ["of an ssh key that is not listed", "unknown-signer", () => eve, /the ssh key SHA256:\S+, which is not listed$/],
    [
      "of a revoked ssh key",
      "revoked-key",
      () => bob,
      /the ssh key SHA256:\S+ of bob@example\.org, which was revoked$/,
    ],
    ["of an ssh key that is valid no longer", "expired-key", () => late, /which is listed, but not for that time/],
    ["of an ssh key that is not valid yet", "expired-key", () => early, /which is listed, but not for that time/],
    ["of a gpg key that has expired", "expired-key", () => old, /a gpg key that has expired$/],
    ["of a revoked gpg key", "revoked-key", () => gone, /a gpg key that was revoked$/],
  ] as const)("%s: %s", async (_, reason, signer, told) => {
    const dir = repository();
    const since = head(dir);
    const refused = commitAs(dir, signer());
    const tip = commitAs(dir, ann);
    const verdict = await check(dir, since, tip);
    expect(verdict).toEqual({ kind: "refused", reason, detail: expect.stringMatching(told) as string });
    expect(verdict).toMatchObject({ detail: expect.stringContaining(refused.slice(0, 12)) as string });
  });

  test.each([
    ["ssh", () => ann],
    ["gpg", () => gina],
  ] as const)("whose %s signature is of another commit", async (_, signer) => {
    const dir = repository();
    const since = head(dir);
    commitAs(dir, signer());
    expect(await check(dir, since, tamper(dir))).toMatchObject({ kind: "refused", reason: "bad-signature" });
  });

  test.each([
    ["an ssh key by gpg's list alone", () => ann, "keyring.asc"],
    ["a gpg key by ssh's list alone", () => gina, "allowed_signers"],
  ] as const)("of %s", async (_, signer, list) => {
    const dir = repository();
    const since = head(dir);
    const tip = commitAs(dir, signer());
    const verdict = await check(dir, since, tip, { lists: [list] });
    expect(verdict).toMatchObject({ kind: "refused", reason: "unknown-signer" });
  });

  test("of a key that has lapsed since, though the commit is dated back to when it was valid", async () => {
    const dir = repository();
    const since = head(dir);
    const tip = commitAs(dir, late, {}, { GIT_COMMITTER_DATE: "2024-06-01T00:00:00Z" });
    const verdict = await check(dir, since, tip);
    expect(verdict).toMatchObject({ kind: "refused", reason: "expired-key" });
    expect(verdict).toMatchObject({ detail: expect.stringContaining("whatever date the commit bears") as string });
  });

  test("that a merge brings by its second parent", async () => {
    const dir = repository();
    const since = head(dir);
    git(dir, "checkout", "-qb", "side");
    const hidden = commitAs(dir, undefined, { side: "x" });
    git(dir, "checkout", "-q", "main");
    commitAs(dir, ann, { mine: "x" });
    git(dir, ...ann.config.flatMap((setting) => ["-c", setting]), "merge", "-q", "--no-ff", "-m", "merge", "side");
    const verdict = await check(dir, since, head(dir));
    expect(verdict).toMatchObject({ kind: "refused", reason: "unsigned" });
    expect(verdict).toMatchObject({ detail: expect.stringContaining(hidden.slice(0, 12)) as string });
  });

  test("that is itself an unsigned merge of signed ones", async () => {
    const dir = repository();
    const since = head(dir);
    git(dir, "checkout", "-qb", "side");
    commitAs(dir, ann, { side: "x" });
    git(dir, "checkout", "-q", "main");
    commitAs(dir, ann, { mine: "x" });
    git(dir, "merge", "-q", "--no-ff", "-m", "merge", "side");
    expect(await check(dir, since, head(dir))).toMatchObject({ kind: "refused", reason: "unsigned" });
  });

  test("though a replacement or a graft would hide it", async () => {
    const dir = repository();
    const since = head(dir);
    const hidden = commitAs(dir, undefined);
    const tip = commitAs(dir, ann);
    git(dir, "replace", hidden, since);
    writeFileSync(join(dir, ".git/info/grafts"), `${tip} ${since}\n`);
    expect(await check(dir, since, tip)).toMatchObject({ kind: "refused", reason: "unsigned" });
  });

  test("where the user's own keys would do", async () => {
    const dir = repository();
    const since = head(dir);
    const tip = commitAs(dir, eve);
    const mine = join(dirname(dir), "mine");
    writeFileSync(mine, eve.listed);
    git(dir, "config", "gpg.ssh.allowedSignersFile", mine);
    expect(await check(dir, since, tip)).toMatchObject({ kind: "refused", reason: "unknown-signer" });
  });

  test("where a shallow clone may end before it", async () => {
    const dir = repository();
    const since = head(dir);
    commitAs(dir, undefined);
    const tip = commitAs(dir, ann);
    const shallow = join(dirname(dir), "shallow");
    git("/", "clone", "-q", "--depth=1", `file://${dir}`, shallow);
    git(shallow, "fetch", "-q", "--depth=1", "origin", since);
    const verdict = await check(shallow, since, tip, { lists: [join(keys, "allowed")] });
    expect(verdict).toMatchObject({ kind: "refused", reason: "incomplete-history" });
  });
});

test("the first one is checked alone", async () => {
  const dir = repository();
  const tip = commitAs(dir, ann);
  expect(await check(dir, undefined, tip)).toMatchObject({ kind: "good" });
});

test.each(["gone_signers", "/nowhere/allowed_signers"])("a list that is not there lets nobody in: %s", async (list) => {
  const dir = repository();
  const since = head(dir);
  const verdict = await check(dir, since, commitAs(dir, ann), { lists: [list] });
  expect(verdict).toMatchObject({ kind: "refused", reason: "no-signers" });
});

test("a machine without ssh-keygen says so, and is not taken for a bad signature", async () => {
  const dir = repository();
  const since = head(dir);
  const tip = commitAs(dir, ann);
  const bin = join(dirname(dir), "bin");
  const { PATH } = process.env;
  put(bin, { git: { run: `#!/bin/sh\nPATH=${bin}:/nowhere exec ${whereIs("git")} "$@"\n` } });
  process.env["PATH"] = bin;
  try {
    const signers = { lists: ["allowed_signers"], revoked: "", of: since };
    const checked = await (await open(dir)).checkSignatures({ since, tip, signers });
    expect(checked).toMatchObject({ ok: false, error: { what: expect.stringContaining("no ssh-keygen") as string } });
  } finally {
    process.env["PATH"] = PATH;
  }
});

function whereIs(program: string): string {
  return process.env["PATH"]!.split(":")
    .map((folder) => join(folder, program))
    .find((path) => existsSync(path))!;
}

test("many go in one; nothing of the keys is left", async () => {
  const before = readdirSync(tmpdir()).filter((name) => name.startsWith("runner-keys-"));
  const dir = repository();
  const since = head(dir);
  for (let i = 0; i < 40; i++) commitAs(dir, ann);
  expect(await check(dir, since, head(dir))).toMatchObject({ kind: "good" });
  expect(readdirSync(tmpdir()).filter((name) => name.startsWith("runner-keys-"))).toEqual(before);
});
