import { execFileSync } from "node:child_process";
import { existsSync, renameSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { ok } from "../../src/model/result.ts";
import { sha } from "../../src/model/ids.ts";
import { commit, faultOf, git, must, open, put, remoteAndClones, report, reportsOptions, workTree } from "./scratch.ts";

describe("a remote", () => {
  test("its branch is polled and fetched; work tree and branches stay", async () => {
    const { clones } = remoteAndClones(2);
    const [mine, theirs] = clones as [string, string];
    const repository = await open(mine);
    const before = sha(git(mine, "rev-parse", "main"));
    expect(must(await repository.remoteTip("origin", "main"))).toBe(before);
    expect(must(await repository.remoteTip("origin", "nothing"))).toBeUndefined();

    const after = commit(theirs, { "tasks.d/b.toml": "" });
    git(theirs, "tag", "v1");
    git(theirs, "push", "--quiet", "--tags", "origin", "main");
    expect(must(await repository.remoteTip("origin", "main"))).toBe(after);
    expect(await repository.resolve(after)).toBeUndefined();
    expect(must(await repository.fetchBranch("origin", "main"))).toBe(after);
    expect(git(mine, "rev-parse", "main", "origin/main").split("\n")).toEqual([before, after]);
    expect(git(mine, "status", "--porcelain")).toBe("");
    expect(git(mine, "tag")).toBe("");
    expect(existsSync(join(mine, ".git/FETCH_HEAD"))).toBe(false);
    expect(repository.refPaths("main", "origin")[0]).toBe(join(mine, ".git/refs/remotes/origin/main"));
  });

  test("a forced push is followed", async () => {
    const { clones } = remoteAndClones(2);
    const [mine, theirs] = clones as [string, string];
    git(theirs, "commit", "--quiet", "--amend", "-m", "rewritten");
    git(theirs, "push", "--quiet", "--force", "origin", "main");
    const tip = must(await (await open(mine)).fetchBranch("origin", "main"));
    expect(tip).toBe(git(theirs, "rev-parse", "HEAD"));
  });

  test("into a mirror, whose own refspec would move local branches", async () => {
    const { remote, clones } = remoteAndClones(1);
    const mirror = join(dirname(remote), "mirror.git");
    git(dirname(remote), "clone", "--quiet", "--mirror", remote, mirror);
    const before = git(mirror, "rev-parse", "refs/heads/main");
    commit(clones[0]!, { x: "" });
    git(clones[0]!, "push", "--quiet");
    const repository = await open(mirror);
    must(await repository.fetchBranch("origin", "main"));
    expect(git(mirror, "rev-parse", "refs/heads/main")).toBe(before);
    const reports = repository.reports(reportsOptions);
    must(await reports.commit([report("r1")]));
    expect(must(await reports.push())).toEqual({ kind: "pushed" });
    expect(git(remote, "for-each-ref", "--format=%(refname)").split("\n").sort()).toEqual([
      "refs/heads/main",
      "refs/heads/runner/reports",
    ]);
  });

  test("a shallow clone fetches, too", async () => {
    const { remote, clones } = remoteAndClones(1);
    commit(clones[0]!, { x: "" });
    git(clones[0]!, "push", "--quiet");
    const shallow = join(dirname(remote), "shallow");
    git(dirname(remote), "clone", "--quiet", "--depth=1", `file://${remote}`, shallow);
    const next = commit(clones[0]!, { y: "" });
    git(clones[0]!, "push", "--quiet");
    const repository = await open(shallow);
    expect(must(await repository.fetchBranch("origin", "main"))).toBe(next);
    expect(must(await repository.readRevision(next)).files.find("y")).toBeDefined();
  });

  test("a branch that is not there: those that are", async () => {
    const { clones } = remoteAndClones(1);
    git(clones[0]!, "push", "--quiet", "origin", "main:refs/heads/release/1");
    const fault = faultOf(await (await open(clones[0]!)).fetchBranch("origin", "mian"));
    expect(fault).toMatchObject({ kind: "stalled", what: "fetching mian from origin: there is no branch mian" });
    expect(fault.hint).toContain("main, release/1");
  });

  test("its address is known, without the password", async () => {
    const dir = workTree();
    git(dir, "remote", "add", "origin", "https://me:secret@example.org/ops.git");
    git(dir, "remote", "add", "ssh", "git@example.org:ops.git");
    const repository = await open(dir);
    expect(await repository.findRemote("origin")).toEqual(ok("https://example.org/ops.git"));
    expect(await repository.findRemote("ssh")).toEqual(ok("git@example.org:ops.git"));
    expect(await repository.findRemote("other")).toEqual(ok(undefined));
    git(dir, "remote", "add", "other", "/there");
    expect(await repository.findRemote("other")).toEqual(ok("/there"));
    git(dir, "remote", "remove", "other");
    expect(await repository.findRemote("other")).toEqual(ok(undefined));
  });

  test("without a git to ask it is not taken for missing", async () => {
    const dir = workTree();
    git(dir, "remote", "add", "origin", "git@example.org:ops.git");
    const repository = await open(dir);
    vi.stubEnv("PATH", "/nowhere");
    const fault = faultOf(await repository.findRemote("origin"));
    expect(fault.what).toContain("looking for the remote origin: git could not be started");
  });

  test("away, then back", async () => {
    const { remote, clones } = remoteAndClones(1);
    const repository = await open(clones[0]!);
    const reports = repository.reports(reportsOptions);
    renameSync(remote, `${remote}.away`);
    must(await reports.commit([report("r1")]));
    for (const result of [
      await repository.remoteTip("origin", "main"),
      await repository.fetchBranch("origin", "main"),
      await reports.prepare(),
      await reports.push(),
      await reports.adoptRemote(),
    ]) {
      expect(faultOf(result)).toMatchObject({
        kind: "transient",
        what: expect.stringContaining(`no repository at ${remote}`),
      });
    }
    must(await reports.commit([report("r2")]));
    renameSync(`${remote}.away`, remote);
    must(await repository.fetchBranch("origin", "main"));
    expect(must(await reports.push())).toEqual({ kind: "pushed" });
    expect(git(remote, "rev-list", "--count", "runner/reports")).toBe("2");
  });

  test("a host that does not exist, or does not listen, is a matter of time", async () => {
    const dir = workTree();
    git(dir, "remote", "add", "nowhere", "https://host.invalid/x.git");
    git(dir, "remote", "add", "deaf", "git://127.0.0.1:1/x.git");
    const repository = await open(dir);
    for (const name of ["nowhere", "deaf"]) {
      expect(faultOf(await repository.remoteTip(name, "main")).kind).toBe("transient");
    }
  });
});

describe("a remote that hangs", () => {
  /**
   * An ssh that ignores TERM and waits for a pipe that nobody writes to. All the while it and its children hold another
   * pipe open, whose end the test sees when the last of them is gone.
   */
  function hangingSsh(dir: string): { gone: Promise<unknown> } {
    const [silent, alive] = [join(dir, "silent"), join(dir, "alive")];
    execFileSync("mkfifo", [silent, alive]);
    put(dir, { ssh: { run: `#!/bin/sh\ntrap '' TERM\nexec 9> ${alive}\nwhile :; do cat ${silent}; done\n` } });
    git(dir, "config", "core.sshCommand", join(dir, "ssh"));
    git(dir, "remote", "add", "slow", "ssh://host/x.git");
    return { gone: readFile(alive) };
  }

  test("is given up, and nothing of it is left", async () => {
    const dir = workTree();
    const { gone } = hangingSsh(dir);
    const repository = (await open(dir)).reachedBy({ limit: { idleMs: 200, totalMs: 60_000 } });
    const fault = faultOf(await repository.remoteTip("slow", "main"));
    expect(fault).toMatchObject({ kind: "transient", what: expect.stringContaining("no end in sight") });
    await gone;
  });

  test("also when it keeps talking", async () => {
    const dir = workTree();
    put(dir, { ssh: { run: "#!/bin/sh\nwhile :; do echo still here >&2; sleep 0.05; done\n" } });
    git(dir, "config", "core.sshCommand", join(dir, "ssh"));
    git(dir, "remote", "add", "slow", "ssh://host/x.git");
    const repository = (await open(dir)).reachedBy({ limit: { idleMs: 60_000, totalMs: 300 } });
    expect(faultOf(await repository.fetchBranch("slow", "main")).what).toContain("no end in sight");
  });
});

describe("ssh", () => {
  test("asks nobody anything, and takes the key it is given", async () => {
    const dir = workTree();
    put(dir, {
      "bin/ssh": {
        run: `#!/bin/sh\nprintf '%s\\n' "$@" > ${dir}/args\necho 'git@host: Permission denied (publickey).' >&2\nexit 255\n`,
      },
    });
    git(dir, "remote", "add", "origin", "git@host:x.git");
    const path = process.env["PATH"];
    process.env["PATH"] = `${join(dir, "bin")}:${path}`;
    try {
      const repository = (await open(dir)).reachedBy({ sshKey: "/keys/it's mine" });
      const fault = faultOf(await repository.remoteTip("origin", "main"));
      expect(fault).toMatchObject({ kind: "stalled", what: expect.stringContaining("does not let us in") });
      expect(fault.hint).toContain("git.ssh_key");
      const args = execFileSync("cat", [join(dir, "args")], { encoding: "utf8" });
      expect(args).toContain("-i\n/keys/it's mine\n");
      expect(args).toContain("BatchMode=yes");
      writeFileSync(join(dir, "args"), "");
      await (await open(dir)).remoteTip("origin", "main");
      expect(execFileSync("cat", [join(dir, "args")], { encoding: "utf8" })).toContain("BatchMode=yes");
    } finally {
      process.env["PATH"] = path;
    }
  });
});
