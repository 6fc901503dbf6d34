import { describe, expect, test } from "vitest";
import { distill, withoutPasswords } from "../../../src/repository/git/distill.ts";
import { explainFailure } from "../../../src/repository/git/explain-failure.ts";

function explain(stderr: string): { kind: string; what: string; hint: string } {
  return explainFailure("fetching", { kind: "exited", code: 128, stdout: Buffer.alloc(0), stderr });
}

describe("explainFailure", () => {
  // What git 2.39 and 2.47, OpenSSH 9, GitHub and GitLab say.
  test.each([
    [
      "another user's",
      "fatal: detected dubious ownership in repository at '/srv/ops'\nTo add an exception for…",
      "stalled",
      "does not trust /srv/ops",
      "safe.directory '/srv/ops'",
    ],
    [
      "full disk",
      "error: file write error: No space left on device\nfatal: unable to write loose object file",
      "transient",
      "the disk is full",
      "Free some space",
    ],
    ["quota", "fatal: write error: Disk quota exceeded", "transient", "the disk is full", "Free some space"],
    [
      "read-only",
      "fatal: Unable to create '/x/index.lock': Read-only file system",
      "transient",
      "is read-only",
      "Mount it",
    ],
    [
      "index lock",
      "fatal: Unable to create '/x/.git/index.lock': File exists.\n\nAnother git process seems to be running",
      "transient",
      "holds the lock /x/.git/index.lock",
      "remove the file /x/.git/index.lock",
    ],
    [
      "ref lock",
      "fatal: update_ref failed for ref 'refs/heads/a': cannot lock ref 'refs/heads/a': Unable to create '/x/.git/refs/heads/a.lock': File exists.",
      "transient",
      "/x/.git/refs/heads/a.lock",
      "remove the file",
    ],
    [
      "name in the way",
      "fatal: cannot lock ref 'refs/heads/a/b': 'refs/heads/a' exists; cannot create 'refs/heads/a/b'",
      "stalled",
      "refs/heads/a/b cannot be made",
      "another branch name",
    ],
    [
      "host key",
      "Host key verification failed.\nfatal: Could not read from remote repository.",
      "stalled",
      "key of the ssh host",
      "fingerprint",
    ],
    [
      "ssh key",
      "git@host: Permission denied (publickey).\nfatal: Could not read from remote repository.",
      "stalled",
      "does not let us in",
      "git.ssh_key",
    ],
    [
      "password",
      "remote: HTTP Basic: Access denied\nfatal: Authentication failed for 'https://host/x.git/'",
      "stalled",
      "does not let us in",
      "credential helper",
    ],
    [
      "no prompt",
      "fatal: could not read Username for 'https://host': terminal prompts disabled",
      "stalled",
      "does not let us in",
      "credential helper",
    ],
    [
      "403",
      "fatal: unable to access 'https://host/x/': The requested URL returned error: 403",
      "stalled",
      "does not let us in",
      "credential",
    ],
    [
      "not found",
      "remote: Repository not found.\nfatal: repository 'https://host/x.git/' not found",
      "stalled",
      "no such repository",
      "git remote -v",
    ],
    [
      "certificate",
      "fatal: unable to access 'https://host/': server certificate verification failed. CAfile: none",
      "stalled",
      "certificate verification failed",
      "certificate authority",
    ],
    [
      "name server",
      "fatal: unable to access 'https://host/': Could not resolve host: host",
      "transient",
      "Could not resolve host: host",
      "network",
    ],
    [
      "ssh name server",
      "ssh: Could not resolve hostname host: Temporary failure in name resolution\nfatal: Could not read from remote repository.",
      "transient",
      "",
      "network",
    ],
    [
      "refused",
      "ssh: connect to host h port 22: Connection refused\nfatal: Could not read from remote repository.",
      "transient",
      "",
      "network",
    ],
    [
      "500",
      "fatal: unable to access 'https://host/x/': The requested URL returned error: 502",
      "transient",
      "error: 502",
      "network",
    ],
    [
      "cut off",
      "fetch-pack: unexpected disconnect while reading sideband packet\nfatal: early EOF",
      "transient",
      "early EOF",
      "network",
    ],
    [
      "no repository there",
      "fatal: '/mnt/ops.git' does not appear to be a git repository\nfatal: Could not read from remote repository.",
      "transient",
      "no repository at /mnt/ops.git",
      "set-url",
    ],
    [
      "no repository here",
      "fatal: not a git repository (or any of the parent directories): .git",
      "stalled",
      "here is no git repository",
      "runner init",
    ],
    [
      "empty object",
      "error: object file .git/objects/ab/cdef0123456789abcdef0123456789abcdef01 is empty\nfatal: x",
      "stalled",
      "object abcdef0123456789abcdef0123456789abcdef01 is",
      "git fsck",
    ],
    [
      "permissions",
      "error: insufficient permission for adding an object to repository database .git/objects",
      "stalled",
      "insufficient permission",
      "ls -l",
    ],
    ["anything else", "fatal: the moon is full", "transient", "fetching: the moon is full", "by hand"],
    ["nothing", "", "transient", "git gave no reason", "by hand"],
  ])("%s", (_, stderr, kind, what, hint) => {
    const fault = explain(stderr);
    expect(fault.kind).toBe(kind);
    expect(fault.what).toContain(what);
    expect(fault.what).toMatch(/^fetching: [^\n]+$/);
    expect(fault.hint).toContain(hint);
  });

  test.each([
    [{ kind: "unstartable", problem: "spawn git ENOENT" }, "stalled", "Install git"],
    [{ kind: "unstartable", problem: "spawn git EAGAIN" }, "transient", "short of processes"],
    [{ kind: "timeout", afterMs: 60_000, stderr: "" }, "transient", "network"],
    [{ kind: "killed", signal: "SIGKILL", stderr: "" }, "transient", "out-of-memory"],
    [{ kind: "folder-gone", folder: "/srv/ops" }, "transient", "Mount its disk"],
  ] as const)("%j", (answer, kind, hint) => {
    const fault = explainFailure("fetching", answer);
    expect(fault.kind).toBe(kind);
    expect(fault.hint).toContain(hint);
  });
});

describe("distill", () => {
  test.each([
    ["the first fatal line", "hint: x\nerror: first\nfatal: second\nfatal: third", "second"],
    [
      "not the one that says nothing",
      "remote: no\nfatal: Could not read from remote repository.",
      "Could not read from remote repository.",
    ],
    ["an error", "warning: a\nerror: b\n", "b"],
    ["the last line", "one\ntwo\n", "two"],
    ["no escapes, no progress", "Counting: 1%\rCounting: 2%\r\x1b[31mfatal: red\x1b[m\x07\n", "red"],
    ["no password", "fatal: unable to access 'https://me:secret@host/x'", "unable to access 'https://host/x'"],
  ])("%s", (_, stderr, sentence) => {
    expect(distill(stderr)).toBe(sentence);
  });

  test("users of ssh addresses stay", () => {
    expect(withoutPasswords("ssh://git@host/x http://a@b:c@d/e git@host:x")).toBe(
      "ssh://git@host/x http://d/e git@host:x",
    );
  });
});
