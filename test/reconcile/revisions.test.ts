import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Books } from "./books.ts";

const tick = `schedule = "* * * * * *"
overlap = "queue-all"
run = ["sh", "-c", "echo $RUNNER_RUN_ID $RUNNER_REVISION >> LEDGER"]
`;
const idle = 'run = "true"\n';

let books: Books;
beforeEach(() => {
  books = new Books({ "tasks.d/tick.toml": tick, "tasks.d/idle.toml": idle });
});
afterEach(() => books.remove());

function once(offsetMs = 0): void {
  books.runner({ mode: "once", offsetMs });
}

function onceWith(env: Readonly<Record<string, string>>): void {
  books.runner({ mode: "once", env });
}

/** Subjects of the revision events, oldest first, without the commits' names. */
function revisions(): string[] {
  return books
    .git(books.remote, "log", "--reverse", "--format=%s", "runner/reports")
    .split("\n")
    .filter((subject) => subject.startsWith("revision "))
    .map((subject) => subject.replace(/^revision \w+: /, ""));
}

function revisionFile(): {
  state: string;
  reason: string;
  diagnostics: { file: string; line: number; code: string }[];
} {
  return JSON.parse(books.git(books.remote, "show", "runner/reports:hosts/kill/revision.json")) as ReturnType<
    typeof revisionFile
  >;
}

function tip(): string {
  return books.git(books.remote, "rev-parse", "main").trim();
}

describe("a revision", () => {
  test("applies whole, or is rejected with its diagnostics while the last good one goes on", () => {
    once(-2000);
    const good = tip();
    books.push({ "tasks.d/idle.toml": "run = 7\n", "tasks.d/new.toml": idle });
    once();
    expect(revisionFile()).toMatchObject({
      state: "rejected",
      reason: "invalid",
      diagnostics: [{ file: "tasks.d/idle.toml", line: 1, code: "wrong-type" }],
    });
    expect(books.ran().every((line) => line.endsWith(good))).toBe(true);
    expect(books.ran().length).toBeGreaterThan(0);
    books.push({ "tasks.d/idle.toml": idle });
    once();
    expect(revisions().map((subject) => subject.split(" ")[0])).toEqual(["applied", "rejected", "applied"]);
  });

  test("is rejected for a text and a script that their interpreters cannot read, and nothing of them is executed", () => {
    once(-2000);
    const good = tip();
    books.push({
      "tasks.d/idle.toml": "schedule = \"* * * * * *\"\nrun = '''\necho idle >> LEDGER\nfi\n'''\n",
      "tasks.d/script.yaml": "run: { script: scripts/x.py }\nshell: python3\n",
      "scripts/x.py": "print(1)\nx = = 1\n",
    });
    once();
    expect(revisionFile()).toMatchObject({
      state: "rejected",
      reason: "invalid",
      diagnostics: [
        { code: "program-syntax", file: "scripts/x.py", line: 2 },
        { code: "program-syntax", file: "tasks.d/idle.toml", line: 4 },
      ],
    });
    expect(books.ran().filter((line) => !line.endsWith(good))).toEqual([]);
    // Only the script is mended, and then the text.
    books.push({ "scripts/x.py": "print(1)\n", "tasks.d/idle.toml": idle });
    once();
    expect(revisionFile()).toMatchObject({ state: "applied" });
    books.push({ "scripts/x.py": "print(\n" });
    once();
    expect(revisionFile()).toMatchObject({ state: "rejected", diagnostics: [{ file: "scripts/x.py", line: 1 }] });
  });

  test("comes into force where an interpreter gives no answer, or is not there; the log says so", () => {
    const tools = join(books.top, "tools");
    mkdirSync(tools);
    writeFileSync(join(tools, "python3"), "#!/bin/sh\nexit 1\n", { mode: 0o755 });
    books.push({ "tasks.d/idle.toml": 'shell = "python3"\nrun = "x ="\n' });
    books.env.PATH = `${tools}:${books.env.PATH}`;
    expect(books.complaintsOf({ mode: "once" })).toContain("python3 gave no answer: not checked");
    expect(revisions()).toEqual(["applied (+2 ~0 -0)"]);
  });

  test("is rejected once, however often it is looked at", () => {
    books.push({ "tasks.d/idle.toml": "run = 7\n" });
    once();
    once();
    expect(revisions()).toHaveLength(1);
  });

  test("that changes nothing that may run moves the pointer without a word", () => {
    once(-2000);
    const before = books.ran().length;
    books.push({ "README.md": "words\n" });
    once();
    expect(revisions()).toEqual(["applied (+2 ~0 -0)"]);
    const after = books.ran().slice(before);
    expect(new Set(after.map((line) => line.split(" ")[1]))).toEqual(new Set([tip()]));
  });

  test.each([
    ["a script that a task names, wherever it is", { "tools/x.sh": "true # other\n" }],
    ["a path of git.paths", { "data/list.txt": "more\n" }],
  ])("that changes %s is applied", (_, change) => {
    books.push({
      "runner.toml": '[git]\npaths = ["data"]\n',
      "tasks.d/x.toml": 'run = { script = "tools/x.sh" }\n',
      "tools/x.sh": "true\n",
      "data/list.txt": "some\n",
    });
    once();
    books.push(change);
    once();
    expect(revisions()).toEqual(["applied (+3 ~0 -0)", "applied (+0 ~0 -0)"]);
  });

  test("comes into force also where it cannot be remembered outside the clone, and that is said", () => {
    writeFileSync(join(books.top, "state"), "a file where a folder should be");
    expect(books.complaintsOf({ mode: "once", offsetMs: -2000 })).toContain("is not remembered outside the clone");
    expect(revisions()).toEqual(["applied (+2 ~0 -0)"]);
    once();
    expect(books.ran()).not.toEqual([]);
  });

  test("stays in force when the remote's history is rewritten, whatever garbage git collects", () => {
    once(-4000);
    const good = tip();
    books.git(books.yours, "commit", "-q", "--amend", "--message=rewritten");
    books.git(books.yours, "push", "-q", "--force", "origin", "HEAD:main");
    once(-2000);
    expect(revisionFile()).toMatchObject({ state: "rejected" });
    books.git(books.host, "checkout", "-q", "--detach", "origin/main");
    books.git(books.host, "branch", "-qD", "main");
    books.git(books.host, "reflog", "expire", "--expire=now", "--expire-unreachable=now", "--all");
    books.git(books.host, "gc", "-q", "--prune=now");
    const before = books.ran().length;
    once();
    expect(books.ran().slice(before)).not.toEqual([]);
    expect(books.ran().every((line) => line.endsWith(good))).toBe(true);
  });

  test("that removes all tasks is held; the tasks go on", () => {
    once(-2000);
    books.git(books.yours, "rm", "-rq", "tasks.d");
    books.push({ "README.md": "empty now\n" });
    once();
    expect(revisionFile()).toMatchObject({ state: "held", reason: "mass-removal" });
    expect(books.ran().length).toBeGreaterThan(0);
  });

  test("rewritten by a force push is rejected, and followed where allow_rewind says so", () => {
    once();
    const first = tip();
    books.push({ "tasks.d/idle.toml": "run = 'false'\n" });
    once();
    books.git(books.yours, "reset", "-q", "--hard", first);
    books.git(books.yours, "push", "-q", "--force", "origin", "HEAD:main");
    once();
    expect(revisionFile()).toMatchObject({ state: "rejected", reason: "rewind" });
    books.push({ "runner.toml": "[git]\nallow_rewind = true\n" });
    once();
    expect(revisionFile()).toMatchObject({ state: "applied" });
  });

  test("older than what this host has seen does not come back with a new clone", () => {
    once();
    const first = tip();
    books.push({ "tasks.d/idle.toml": "run = 'false'\n" });
    once();
    books.git(books.yours, "push", "-q", "--force", "origin", `${first}:main`);
    rmSync(books.host, { recursive: true });
    books.git(books.top, "clone", "-q", books.remote, books.host);
    once();
    expect(revisionFile()).toMatchObject({ state: "rejected", reason: "rewind" });
  });
});

describe("a revision that was turned away is judged anew by the next runner", () => {
  // What an older version does not understand and this one does: the default that a setting brings stands for it.
  const older = { RUNNER_DEFAULTS_NEEDS: '["unheard-of"]' };
  const states = (): string[] => revisions().map((subject) => subject.split(" ")[0]!);
  beforeEach(() => {
    books.remove();
    books = new Books({ "tasks.d/idle.toml": idle });
  });

  test("and comes into force where it holds now", () => {
    onceWith(older);
    once();
    expect(states()).toEqual(["rejected", "applied"]);
    once();
    expect(states()).toEqual(["rejected", "applied"]);
  });

  test("and is not reported again where that one finds what was found before", () => {
    onceWith(older);
    onceWith(older);
    expect(states()).toEqual(["rejected"]);
    onceWith({ RUNNER_DEFAULTS_NEEDS: '["something-else"]' });
    expect(states()).toEqual(["rejected", "rejected"]);
    expect(revisionFile().diagnostics).toMatchObject([{ message: 'There is no task "something-else".' }]);
  });

  test("also when it was the one in force, which holds again", () => {
    once();
    for (let time = 0; time < 2; time++)
      expect(books.complaintsOf({ mode: "once", env: older })).toContain("cannot be read again");
    once();
    once();
    expect(states()).toEqual(["applied", "rejected", "applied"]);
    expect(revisionFile()).toMatchObject({ state: "applied" });
  });

  test("also when it was held, or did not follow on the one in force, and the host's settings are others now", () => {
    const five = Object.fromEntries(["a", "b", "c", "d", "e"].map((name) => [`tasks.d/${name}.toml`, idle]));
    books.push(five);
    once();
    const first = tip();
    books.git(books.yours, "rm", "-q", ...Object.keys(five));
    books.push({});
    once();
    once();
    onceWith({ RUNNER_GIT_MAX_REMOVED: "90" });
    expect(states()).toEqual(["applied", "held", "applied"]);
    books.git(books.yours, "push", "-q", "--force", "origin", `${first}:main`);
    once();
    once();
    onceWith({ RUNNER_GIT_ALLOW_REWIND: "true" });
    expect(states()).toEqual(["applied", "held", "applied", "rejected", "applied"]);
  });

  test("once: a daemon says it at its start and does not read it again at every poll", async () => {
    books.push({ "tasks.d/idle.toml": "run = 7\n" });
    once();
    const daemon = await books.daemon({ env: { RUNNER_GIT_POLL: "10ms" } });
    await daemon.says(/^revision still rejected: 1 error;.*"wrong-type"/);
    await daemon.says(/(^looking for a newer revision[^]*){4}/);
    expect(daemon.count(/^revision still rejected/)).toBe(1);
    books.push({ "tasks.d/idle.toml": idle });
    await daemon.says(/^revision applied/);
    await daemon.kill("SIGTERM");
    once();
    expect(states()).toEqual(["rejected", "applied"]);
  });
});

describe("each event about a revision is reported, once", () => {
  let a: string;
  let b: string;
  beforeEach(() => {
    books.remove();
    // Nothing runs, so that events are the last of their batch, with nothing after them to tell that they are there.
    books = new Books({ "runner.toml": "[git]\nallow_rewind = true\n", "tasks.d/idle.toml": idle });
    once();
    a = tip();
    books.push({ "tasks.d/idle.toml": "run = 'false'\n" });
    b = tip();
  });

  function rewindTo(sha: string): void {
    books.git(books.yours, "push", "-q", "--force", "origin", `${sha}:main`);
  }

  /** The revisions that the events are about, oldest first. */
  function reported(): string[] {
    const format = "--format=%(trailers:key=Config-Commit,valueonly,separator=%x2C)";
    const log = books.git(books.remote, "log", "--reverse", "--grep=^Trigger: revision", format, "runner/reports");
    return log.trim().split("\n");
  }

  function statesOf(sha: string): unknown[] {
    const path = `runner/reports:hosts/kill/revisions/${sha}.json`;
    return (JSON.parse(books.git(books.remote, "show", path)) as { states: unknown[] }).states;
  }

  /** Nothing can be committed while B, A and B again come into force: that is one batch, later. */
  function pileUp(): void {
    const lock = join(books.host, ".git/refs/heads/runner/reports.lock");
    writeFileSync(lock, "");
    for (const sha of [b, a, b]) {
      rewindTo(sha);
      expect(books.complaintsOf({ mode: "once" })).toContain("reports.lock");
    }
    rmSync(lock);
  }

  test("also the third one that says the same", () => {
    for (const sha of [b, a, b, a]) {
      rewindTo(sha);
      once();
    }
    expect(reported()).toEqual([a, b, a, b, a]);
    expect(statesOf(a)).toHaveLength(3);
    const files = books.git(books.remote, "ls-tree", "-r", "--name-only", "runner/reports:hosts/kill/revisions");
    expect(files.trim().split("\n").sort()).toEqual([`${a}.json`, `${b}.json`].sort());
  });

  test.each(["after-import", "after-push"] as const)("two of one revision in a batch, killed at %s", (step) => {
    pileUp();
    expect(books.runner({ mode: "once", dieAt: { step, nth: 1 } })).toBe("SIGKILL");
    once();
    expect(reported()).toEqual([a, b, a, b]);
    expect(statesOf(b)).toHaveLength(2);
  });

  test("two of one revision in a batch that is made again on top of another host's", () => {
    const command = books.commandOfAnother();
    pileUp();
    books.runner({ mode: "once", meanwhile: { step: "before-push", command } });
    expect(reported()).toEqual([a, b, a, b]);
  });

  test.each([
    ["is in force", { "tasks.d/idle.toml": idle }, 1],
    ["is followed without a word", { "README.md": "words\n" }, 0],
  ])("killed before it was marked; another revision %s when it is looked for", (_, files, more) => {
    expect(books.runner({ mode: "once", dieAt: { step: "after-import", nth: 1 } })).toBe("SIGKILL");
    books.push(files);
    once();
    expect(reported()).toEqual([a, b, ...[tip()].slice(0, more)]);
  });
});

describe("every commit that was new here gets its end", () => {
  function record(sha: string): Record<string, unknown> | undefined {
    const path = `hosts/kill/revisions/${sha}.json`;
    const there = books.git(books.remote, "ls-tree", "--name-only", "runner/reports", path).trim();
    if (there === "") return undefined;
    return JSON.parse(books.git(books.remote, "show", `runner/reports:${path}`)) as Record<string, unknown>;
  }

  /** Commits these without pushing; gives the commit. */
  function commit(files: Readonly<Record<string, string>>): string {
    for (const [path, text] of Object.entries(files)) writeFileSync(join(books.yours, path), text);
    books.git(books.yours, "add", ".");
    books.git(books.yours, "commit", "--quiet", "--message=change");
    return books.git(books.yours, "rev-parse", "HEAD").trim();
  }

  function push(): void {
    books.git(books.yours, "push", "--quiet", "--force", "origin", "HEAD:main");
  }

  beforeEach(() => {
    books.remove();
    books = new Books({ "tasks.d/idle.toml": idle });
    once();
  });

  test("of a push of three the two below the tip are superseded by it, in its own commit", () => {
    const first = tip();
    const below = [commit({ "tasks.d/a.toml": idle }), commit({ "tasks.d/b.toml": "run = 7\n" })];
    const newest = commit({ "tasks.d/b.toml": idle });
    push();
    once();
    expect(revisions()).toEqual(["applied (+1 ~0 -0)", "applied (+2 ~0 -0)"]);
    for (const sha of below)
      expect(record(sha)).toMatchObject({ state: "superseded", reason: "overtaken", by: newest, applied: newest });
    expect(record(newest)).toMatchObject({
      state: "applied",
      revision: { author: "You <you@localhost>", committer: "You <you@localhost>" },
    });
    expect(record(first)).toMatchObject({ state: "applied", states: [{ state: "applied" }] });
  });

  test("one that is held is superseded by the next one", () => {
    const five = Object.fromEntries(["a", "b", "c", "d", "e"].map((name) => [`tasks.d/${name}.toml`, idle]));
    commit(five);
    push();
    once();
    books.git(books.yours, "rm", "-q", ...Object.keys(five));
    const held = commit({});
    push();
    once();
    expect(record(held)).toMatchObject({ state: "held" });
    books.git(books.yours, "revert", "--no-edit", held);
    const next = commit({ "tasks.d/f.toml": idle });
    push();
    once();
    expect(record(held)).toMatchObject({
      state: "superseded",
      reason: "replaced",
      by: next,
      states: [{ state: "held" }, { state: "superseded" }],
    });
  });

  test("one that changes nothing that may run says nothing itself: its record goes along with what is said next", () => {
    const silent = [commit({ "README.md": "one\n" }), commit({ "README.md": "two\n" })];
    push();
    once();
    expect(record(silent[1]!)).toBeUndefined();
    commit({ "tasks.d/idle.toml": "run = 'false'\n" });
    push();
    once();
    expect(revisions()).toEqual(["applied (+1 ~0 -0)", "applied (+0 ~1 -0)"]);
    expect(record(silent[0]!)).toMatchObject({ state: "superseded", by: silent[1] });
    expect(record(silent[1]!)).toMatchObject({ state: "applied", reason: "unchanged" });
  });

  test("a push of many is one commit of reports", () => {
    const many = Array.from({ length: 30 }, (_, i) => commit({ "tasks.d/idle.toml": `run = "echo ${i}"\n` }));
    push();
    once();
    expect(revisions()).toEqual(["applied (+1 ~0 -0)", "applied (+0 ~1 -0)"]);
    const files = books.git(books.remote, "ls-tree", "--name-only", "runner/reports:hosts/kill/revisions");
    expect(files.trim().split("\n")).toHaveLength(1 + many.length);
  });
});

describe("where there is no remote", () => {
  test("the local branch is followed, and reports stay here", () => {
    books.git(books.host, "remote", "remove", "origin");
    once(-2000);
    once();
    expect(books.ran().length).toBeGreaterThan(0);
    expect(books.git(books.host, "log", "--format=%s", "runner/reports")).toContain("tick: success");
  });
});

describe("the remote", () => {
  test("is away for a while: reports wait in order and arrive when it is back", () => {
    once(-2000);
    const before = books.entries().length;
    books.git(books.host, "remote", "set-url", "origin", join(books.top, "gone.git"));
    expect(books.complaintsOf({ mode: "once" })).toMatch(/gone\.git/);
    const waiting = books.ran().length;
    expect(waiting).toBeGreaterThan(before);
    expect(books.entries()).toHaveLength(before);
    books.git(books.host, "remote", "set-url", "origin", books.remote);
    once();
    const slots = books.entries().map(({ slot }) => slot);
    expect(slots.length).toBeGreaterThanOrEqual(waiting);
    expect(slots).toEqual(slots.toSorted());
  });

  test("has a rewritten reports branch: that is said once, and remembered outside the branch", () => {
    once(-2000);
    const pushed = books.git(books.remote, "rev-parse", "runner/reports").trim();
    const other = join(books.top, "other");
    books.git(books.top, "clone", "--quiet", "--branch=runner/reports", books.remote, other);
    books.git(other, "commit", "--quiet", "--amend", "--allow-empty", "--message=nothing happened");
    books.git(other, "push", "--quiet", "--force");
    expect(books.complaintsOf({ mode: "once" })).toMatch(
      new RegExp(`runner/reports was rewritten: it does not contain ${pushed.slice(0, 12)}`),
    );
    once();
    const folder = join(books.host, ".git/runner/reports");
    const memory = readFileSync(join(folder, readdirSync(folder)[0]!), "utf8");
    expect(memory.split("\n")[1]).toBe(pushed);
  });

  test("is shared by many hosts: nothing is lost, nothing is there twice", () => {
    const second = books.anotherHost("second");
    once(-3000);
    second.runner({ mode: "once", offsetMs: -3000 });
    for (let i = 0; i < 3; i++) {
      once();
      second.runner({ mode: "once" });
    }
    const runs = books.entries().map(({ run }) => run);
    expect(new Set(runs).size).toBe(runs.length);
    expect(new Set(books.ran().map((line) => line.split(" ")[0]))).toEqual(new Set(runs));
    const board = books.git(books.remote, "show", "runner/reports:README.md");
    expect(board).toContain("kill");
    expect(board).toContain("second");
  });
});

test("a corrupt object: it says so and the last good revision goes on", () => {
  once(-2000);
  books.push({ "tasks.d/idle.toml": "run = 'false'\n" });
  books.git(books.host, "fetch", "-q");
  const blob = books.git(books.host, "rev-parse", "origin/main:tasks.d/idle.toml").trim();
  const path = join(books.host, ".git/objects", blob.slice(0, 2), blob.slice(2));
  rmSync(path);
  writeFileSync(path, "no object");
  expect(books.complaintsOf({ mode: "once" })).toMatch(/the object \w+ is missing/);
  expect(books.ran().length).toBeGreaterThan(0);
});
