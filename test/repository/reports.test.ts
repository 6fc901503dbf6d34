import { chmodSync, existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { ReportsBranch } from "../../src/repository/index.ts";
import { removeTree } from "../../src/repository/index.ts";
import {
  commit,
  events,
  faultOf,
  git,
  must,
  open,
  put,
  remoteAndClones,
  report,
  reportIds,
  reportsOptions,
  workTree,
} from "./scratch.ts";

async function reportsOf(dir: string, options: Partial<typeof reportsOptions> = {}): Promise<ReportsBranch> {
  return (await open(dir)).reports({ ...reportsOptions, ...options });
}

const local = { ...reportsOptions, remote: undefined };

describe("commit", () => {
  test("one commit each, with author, moment, message and files as given; no history in common with main", async () => {
    const dir = workTree();
    const odd = 'odd/new\nline "quoted" back\\slash ünï';
    const bytes = Buffer.from([0, 255, 10, 10]);
    const reports = (await open(dir)).reports(local);
    const batch = [
      report("r1", [{ path: "README.md", content: "ünïcode board\n" }]),
      { ...report("r2", [{ path: "README.md", content: "" }]), at: Date.UTC(2026, 10, 20, 3, 0, 0, 999) },
      report("r3", [{ path: odd, content: bytes }]),
    ];
    const { tip } = must(await reports.commit(batch));
    expect(git(dir, "rev-parse", "runner/reports")).toBe(tip);
    expect(reportIds(dir)).toEqual(["r1", "r2", "r3"]);
    expect(git(dir, "log", "-1", "--format=%an <%ae> %cn <%ce> %aI %cI", "runner/reports~1")).toBe(
      "runner <runner@localhost> runner <runner@localhost> 2026-11-20T03:00:00+00:00 2026-11-20T03:00:00+00:00",
    );
    expect(git(dir, "log", "-1", "--format=%B", tip).trim()).toBe(batch[2]!.message.trim());
    expect(git(dir, "show", "runner/reports~2:README.md")).toBe("ünïcode board");
    expect(git(dir, "show", "runner/reports:README.md")).toBe("");
    expect(must(await reports.readFiles(["README.md", "none"]))).toEqual(new Map([["README.md", Buffer.alloc(0)]]));
    expect(git(dir, "ls-tree", "-r", "-z", "--name-only", tip).split("\0")).toContain(odd);
    expect(git(dir, "cat-file", "-s", `${tip}:${odd}`)).toBe("4");
    expect(() => git(dir, "merge-base", "main", tip)).toThrow();
    expect(git(dir, "fsck", "--strict")).toBe("");
    expect(git(dir, "status", "--porcelain")).toBe("");
  });

  test("more than a batch; the next ones go on top", async () => {
    const dir = workTree();
    const reports = await reportsOf(dir);
    const ids = Array.from({ length: 250 }, (_, index) => `r${index}`);
    must(await reports.commit(ids.map((id) => report(id))));
    must(await (await reportsOf(dir)).commit([report("last")]));
    expect(reportIds(dir)).toEqual([...ids, "last"]);
    expect(must(await reports.commit([])).tip).toBe(git(dir, "rev-parse", "runner/reports~1"));
  });

  test("the same commits on the same tip are the same objects", async () => {
    const tips = [];
    for (const dir of [workTree(), workTree()]) {
      tips.push(must(await (await reportsOf(dir)).commit([report("r1"), report("r2")])).tip);
    }
    expect(tips[0]).toBe(tips[1]);
  });

  test("calls at once are done in turn", async () => {
    const dir = workTree();
    const reports = await reportsOf(dir);
    const ids = Array.from({ length: 8 }, (_, index) => `r${index}`);
    (await Promise.all(ids.map((id) => reports.commit([report(id)])))).forEach((result) => must(result));
    expect(reportIds(dir)).toEqual(ids);
  });

  test("two that do not know of each other lose nothing, and write nothing twice", async () => {
    const dir = workTree();
    const [one, two] = [await reportsOf(dir), await reportsOf(dir)];
    must(await one.commit([report("r1")]));
    must(await two.commit([report("r2")]));
    // `one` still believes the tip to be r1, and r2 to be missing.
    must(await one.commit([report("r2"), report("r3")]));
    expect(reportIds(dir)).toEqual(["r1", "r2", "r3"]);
    const ids = Array.from({ length: 5 }, (_, index) => `p${index}`);
    await Promise.all([one, two].map((each) => each.commit(ids.map((id) => report(id)))));
    expect(reportIds(dir).sort()).toEqual([...ids, "r1", "r2", "r3"].sort());
  });

  test("nor events about one file", async () => {
    const dir = workTree();
    const [one, two] = [await reportsOf(dir), await reportsOf(dir)];
    must(await one.commit([report("r1")]));
    must(await two.commit(events("e1", "e2")));
    must(await one.commit(events("e1", "e2", "e3")));
    expect(reportIds(dir)).toEqual(["r1", "e1", "e2", "e3"]);
  });

  test("the branch was removed meanwhile: it begins anew", async () => {
    const dir = workTree();
    const reports = await reportsOf(dir);
    must(await reports.commit([report("r1")]));
    git(dir, "branch", "-D", "runner/reports");
    must(await reports.commit([report("r2")]));
    expect(reportIds(dir)).toEqual(["r2"]);
  });

  test("an author's name cannot break out of its line", async () => {
    const dir = workTree();
    const author = { name: "Evil <x@y> 0 +0000\ncommitter", email: "a>b\nfrom main" };
    must(await (await open(dir)).reports({ ...local, author }).commit([report("r1")]));
    expect(git(dir, "log", "-1", "--format=%an|%ae", "runner/reports")).toBe("Evil x@y 0 +0000committer|abfrom main");
  });

  test.each(["../out", "a//b", "/abs", ".git/config", "a/.GIT/b", "a/./b", "a/", ""])("%j is a bug", async (path) => {
    const dir = workTree();
    const reports = await reportsOf(dir);
    await expect(reports.commit([report("r1", [{ path, content: "" }])])).rejects.toThrow("not a path for a report");
    expect(must(await reports.commit([report("r2")])).tip).toHaveLength(40);
  });

  test("an object of the branch is missing: no trace is left", async () => {
    const dir = workTree({ a: "a" });
    const reports = await reportsOf(dir);
    must(await reports.commit([report("r1")]));
    git(dir, "update-ref", "-d", "refs/heads/runner/reports");
    git(dir, "update-ref", "refs/heads/runner/reports", git(dir, "rev-parse", "main"));
    await removeTree(join(dir, ".git/objects", git(dir, "rev-parse", "main^{tree}").slice(0, 2)));
    // Git dies on the first line of the tree, long before it has read this.
    const huge = { path: "huge.log", content: Buffer.alloc(20_000_000) };
    const fault = faultOf(await reports.commit([report("r2", [{ path: "a", content: "" }]), report("r3", [huge])]));
    expect(fault).toMatchObject({ kind: "stalled", what: expect.stringContaining("committing reports") });
    expect(readdirSync(join(dir, ".git")).filter((name) => name.startsWith("fast_import_crash"))).toEqual([]);
  });

  test("a branch in the way of the name", async () => {
    const dir = workTree();
    git(dir, "branch", "runner");
    const fault = faultOf(await (await reportsOf(dir)).commit([report("r1")]));
    expect(fault).toMatchObject({ kind: "stalled", what: expect.stringContaining("in the way") });
  });

  test("a lock that somebody left behind is named", async () => {
    const dir = workTree();
    const reports = await reportsOf(dir);
    must(await reports.commit([report("r1")]));
    const lock = join(dir, ".git/refs/heads/runner/reports.lock");
    writeFileSync(lock, "");
    const fault = faultOf(await reports.commit([report("r2")]));
    expect(fault).toMatchObject({
      kind: "transient",
      what: expect.stringContaining(lock),
      hint: expect.stringContaining("remove"),
    });
    expect(reportIds(dir)).toEqual(["r1"]);
  });

  test("into a bare repository, one with SHA-256, and from a linked work tree", async () => {
    const sha256 = workTree({}, "--object-format=sha256");
    const bare = join(sha256, "../bare.git");
    git(sha256, "clone", "--quiet", "--bare", sha256, bare);
    const linked = join(sha256, "../linked");
    git(sha256, "worktree", "add", "--quiet", "--detach", linked);
    for (const dir of [bare, linked]) {
      const reports = (await open(dir)).reports(local);
      must(await reports.commit([report("r1")]));
      must(await reports.commit([report("r2")]));
      expect(reportIds(dir)).toEqual(["r1", "r2"]);
      expect(must(await reports.present([report("r1").proof])).size).toBe(1);
    }
    expect(reportIds(sha256)).toEqual(["r1", "r2"]);
  });

  test.each(["sha1", "sha256"])("many small batches leave few packs, and all their objects (%s)", async (format) => {
    const dir = workTree({}, `--object-format=${format}`);
    const reports = await reportsOf(dir);
    const ids = Array.from({ length: 52 }, (_, index) => `r${index}`);
    for (const id of ids) must(await reports.commit([report(id)]));
    const packs = readdirSync(join(dir, ".git/objects/pack")).filter((name) => name.endsWith(".pack"));
    expect(packs.length).toBeLessThan(20);
    expect(reportIds(dir)).toEqual(ids);
    expect(git(dir, "fsck", "--full", "--strict")).toBe("");
  });
});

describe("reading the branch", () => {
  test("what is there already", async () => {
    const dir = workTree();
    const reports = await reportsOf(dir);
    expect(must(await reports.present([report("r1").proof])).size).toBe(0);
    must(await reports.commit([report("r1"), report("r2")]));
    const proofs = ["r0", "r1", "r2", "r3"].map((id) => report(id).proof);
    expect([...must(await reports.present(proofs))]).toEqual([proofs[1], proofs[2]]);
    expect(must(await reports.present([])).size).toBe(0);
  });

  test.each(["sha1", "sha256"])("which of several events about one file is there (%s)", async (format) => {
    const dir = workTree({}, `--object-format=${format}`);
    const reports = await reportsOf(dir);
    const all = [...events("e1", "e2", "e3"), report("r1"), report("r2")].map(({ proof }) => proof);
    expect(must(await reports.present(all)).size).toBe(0);
    must(await reports.commit([...events("e1", "e2"), report("r1")]));
    const there = must(await reports.present(all));
    expect(all.map((proof) => there.has(proof))).toEqual([true, true, false, true, false]);
    // A journal that knows nothing of those: the file is there, its event is not.
    const elsewhere = events("x1").map(({ proof }) => proof);
    expect(must(await reports.present(elsewhere)).size).toBe(0);
  });

  test("states of all tasks of all hosts", async () => {
    const dir = workTree();
    const reports = await reportsOf(dir);
    expect(must(await reports.readStates()).size).toBe(0);
    must(
      await reports.commit([
        report("r1", [
          { path: "hosts/h1/tasks/a.json", content: "1" },
          { path: "hosts/h2/tasks/b.json", content: "2" },
          { path: "hosts/h1/revisions/abc.json", content: "no" },
          { path: "hosts/h1/tasks/deep/c.json", content: "no" },
        ]),
        report("r2", [{ path: "hosts/h1/tasks/a.json", content: "3" }]),
      ]),
    );
    expect(must(await reports.readStates())).toEqual(
      new Map([
        ["hosts/h1/tasks/a.json", "3"],
        ["hosts/h2/tasks/b.json", "2"],
      ]),
    );
  });
});

describe("push", () => {
  test("to the remote, once; then there is nothing to push", async () => {
    const { remote, clones } = remoteAndClones(1);
    const reports = await reportsOf(clones[0]!);
    expect(must(await reports.push())).toEqual({ kind: "nothing" });
    must(await reports.commit([report("r1")]));
    expect(must(await reports.push())).toEqual({ kind: "pushed" });
    expect(must(await reports.push())).toEqual({ kind: "nothing" });
    expect(reportIds(remote)).toEqual(["r1"]);
    expect(git(remote, "for-each-ref", "--format=%(refname)").split("\n")).toHaveLength(2);
    expect(must(await (await open(clones[0]!)).reports(local).push())).toEqual({ kind: "nothing" });
  });

  test("in a single-branch clone, too", async () => {
    const { remote } = remoteAndClones(0);
    const dir = join(remote, "../single");
    git("/", "clone", "--quiet", "--single-branch", remote, dir);
    const reports = await reportsOf(dir);
    must(await reports.commit([report("r1")]));
    expect(must(await reports.push())).toEqual({ kind: "pushed" });
    expect(must(await reports.push())).toEqual({ kind: "nothing" });
  });

  test("the remote's own hook says no: its words, and nothing is refused for ever", async () => {
    const { remote, clones } = remoteAndClones(1);
    put(remote, { "hooks/pre-receive": { run: "#!/bin/sh\necho 'reports need a ticket' >&2\nexit 1\n" } });
    const reports = await reportsOf(clones[0]!);
    must(await reports.commit([report("r1")]));
    const fault = faultOf(await reports.push());
    expect(fault).toMatchObject({ kind: "stalled", what: expect.stringContaining("reports need a ticket") });
    chmodSync(join(remote, "hooks/pre-receive"), 0o644);
    expect(must(await reports.push())).toEqual({ kind: "pushed" });
  });

  test("a lock left behind on the remote is a matter of time, not of somebody else's push", async () => {
    const { remote, clones } = remoteAndClones(1);
    const reports = await reportsOf(clones[0]!);
    must(await reports.commit([report("r1")]));
    must(await reports.push());
    must(await reports.commit([report("r2")]));
    writeFileSync(join(remote, "refs/heads/runner/reports.lock"), "");
    expect(faultOf(await reports.push())).toMatchObject({ kind: "transient" });
  });
});

describe("two hosts on one branch", () => {
  test("refused, adopted, committed again, pushed: nothing lost, nothing twice", async () => {
    const { remote, clones } = remoteAndClones(2);
    const [one, two] = [await reportsOf(clones[0]!), await reportsOf(clones[1]!)];
    must(await one.commit([report("a1")]));
    must(await one.push());
    must(await two.prepare());
    must(await two.commit([report("b1")]));
    must(await one.commit([report("a2")]));
    must(await one.push());

    expect(must(await two.push())).toEqual({ kind: "refused" });
    const adopted = must(await two.adoptRemote());
    expect(adopted).toEqual({ tip: git(remote, "rev-parse", "runner/reports"), dropped: true });
    const [mine, other] = [report("b1").proof, report("a2").proof];
    expect([...must(await two.present([mine, other]))]).toEqual([other]);
    must(await two.commit([report("b1")]));
    expect(must(await two.push())).toEqual({ kind: "pushed" });
    expect(reportIds(remote)).toEqual(["a1", "a2", "b1"]);
    expect(must(await two.adoptRemote()).dropped).toBe(false);
  });

  test("both at the same moment, for many rounds", async () => {
    const { remote, clones } = remoteAndClones(2);
    const publish = async (dir: string, name: string): Promise<void> => {
      const reports = await reportsOf(dir);
      for (let round = 0; round < 6; round += 1) {
        const mine = report(`${name}${round}`);
        must(await reports.commit([mine]));
        while (must(await reports.push()).kind === "refused") {
          must(await reports.adoptRemote());
          if (!must(await reports.present([mine.proof])).has(mine.proof)) must(await reports.commit([mine]));
        }
      }
    };
    await Promise.all([publish(clones[0]!, "a"), publish(clones[1]!, "b")]);
    const ids = reportIds(remote);
    expect([...ids].sort()).toEqual(["a", "b"].flatMap((name) => [0, 1, 2, 3, 4, 5].map((round) => `${name}${round}`)));
    expect(ids.filter((id) => id.startsWith("a"))).toEqual([0, 1, 2, 3, 4, 5].map((round) => `a${round}`));
  });

  test("prepare takes over what contains ours, and keeps what does not", async () => {
    const { remote, clones } = remoteAndClones(2);
    const [one, two] = [await reportsOf(clones[0]!), await reportsOf(clones[1]!)];
    must(await one.prepare());
    must(await one.commit([report("a1")]));
    must(await one.push());
    must(await two.prepare());
    expect(reportIds(clones[1]!)).toEqual(["a1"]);

    must(await one.commit([report("a2")]));
    must(await one.push());
    must(await two.prepare());
    expect(reportIds(clones[1]!)).toEqual(["a1", "a2"]);

    must(await two.commit([report("b1")]));
    must(await two.prepare());
    expect(reportIds(clones[1]!)).toEqual(["a1", "a2", "b1"]);

    must(await one.commit([report("a3")]));
    must(await one.push());
    must(await two.prepare());
    expect(reportIds(clones[1]!)).toEqual(["a1", "a2", "b1"]);
    expect(reportIds(remote)).toEqual(["a1", "a2", "a3"]);
  });

  test("the remote lost the branch: ours stays and is pushed again with the next report", async () => {
    const { remote, clones } = remoteAndClones(1);
    const reports = await reportsOf(clones[0]!);
    must(await reports.commit([report("r1")]));
    must(await reports.push());
    git(remote, "update-ref", "-d", "refs/heads/runner/reports");
    expect(must(await reports.adoptRemote()).dropped).toBe(false);
    must(await reports.commit([report("r2")]));
    expect(must(await reports.push())).toEqual({ kind: "pushed" });
    expect(reportIds(remote)).toEqual(["r1", "r2"]);
  });

  test("nothing to adopt from", async () => {
    const { clones } = remoteAndClones(1);
    expect(faultOf(await (await reportsOf(clones[0]!)).adoptRemote()).what).toContain("neither here nor on the remote");
    expect(faultOf(await (await open(clones[0]!)).reports(local).adoptRemote()).kind).toBe("stalled");
  });
});

describe("the user's git", () => {
  test("its signing, hooks, line ends, mirrors and missing identity change nothing", async () => {
    const { remote, clones } = remoteAndClones(1);
    const dir = clones[0]!;
    // The remote is on this machine, so its side runs them, too; there, in a folder with a HEAD, they do not mind.
    const hook = { run: `#!/bin/sh\n[ -e HEAD ] || touch ${dir}/hook-ran\n[ -e HEAD ]\n` };
    const names = ["pre-push", "post-checkout", "reference-transaction", "post-index-change", "pre-auto-gc"];
    put(dir, Object.fromEntries(names.map((name) => [`../hooks/${name}`, hook])));
    put(dir, {
      "../home/.gitconfig": [
        "[commit]\n gpgsign = true\n[push]\n gpgSign = true\n followTags = true\n[tag]\n gpgSign = true",
        `[core]\n hooksPath = ${dir}/../hooks\n autocrlf = true\n fsmonitor = ${dir}/../hooks/pre-push\n pager = false`,
        "[user]\n useConfigOnly = true\n[log]\n showSignature = true\n[fetch]\n prune = true\n[gc]\n auto = 1",
        "[diff]\n external = false\n relative = true\n[color]\n ui = always\n[safe]\n bareRepository = explicit",
        "[submodule]\n recurse = true\n[status]\n showUntrackedFiles = no\n[transfer]\n unpackLimit = 1",
      ].join("\n"),
    });
    const before = { ...process.env };
    Object.assign(process.env, {
      HOME: join(dir, "../home"),
      EDITOR: "false",
      PAGER: "false",
      GIT_DIR: "/nonexistent",
    });
    delete process.env["XDG_CONFIG_HOME"];
    try {
      const repository = await open(dir);
      const head = (await repository.resolve("HEAD"))!;
      must(await repository.fetchBranch("origin", "main"));
      must(await repository.readRevision(head));
      must(await repository.unpack(head, join(dir, "../copy")));
      must(await repository.addWorktree(head, join(dir, "../work")));
      await repository.removeWorktree(join(dir, "../work"));
      must(await repository.snapshotWorktree());
      const reports = repository.reports(reportsOptions);
      must(await reports.prepare());
      must(await reports.commit([report("r1", [{ path: "a.txt", content: "a\r\nb\n" }])]));
      expect(must(await reports.push())).toEqual({ kind: "pushed" });
      must(await (await open(remote)).readRevision(head));
    } finally {
      process.env = before;
    }
    expect(existsSync(join(dir, "hook-ran"))).toBe(false);
    expect(git(remote, "cat-file", "-s", "runner/reports:a.txt")).toBe("5");
    expect(git(remote, "log", "-1", "--format=%G?", "runner/reports")).toBe("N");
  });

  test("no HOME at all", async () => {
    const { clones } = remoteAndClones(1);
    const home = process.env["HOME"];
    process.env["HOME"] = "";
    try {
      const reports = await reportsOf(clones[0]!);
      must(await reports.commit([report("r1")]));
      must(await reports.push());
    } finally {
      process.env["HOME"] = home;
    }
    commit(clones[0]!, { x: "" });
  });
});
