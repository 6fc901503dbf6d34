import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { renderRetentionMessage } from "../../src/report/index.ts";
import { AuditedHost } from "./audited-host.ts";

const kept = new AuditedHost();
const task = (command: string): string => `description = "x"\nrun = "${command}"\n`;

/** Two runs under the first revision, one under another that changes nothing, one under a third; the last is rejected. */
beforeAll(async () => {
  kept.init();
  kept.commit({ "tasks.d/good.toml": task("echo well"), "tasks.d/bad.toml": task("echo ill; exit 3") });
  await kept.call("run", "good", "--wait", "--reason", "a look");
  await kept.call("run", "bad", "--wait");
  kept.commit({ "README.md": "words\n" });
  await kept.call("run", "good", "--wait");
  kept.commit({ "tasks.d/good.toml": task("echo better") });
  kept.commit({ "tasks.d/good.toml": task("echo best") });
  await kept.call("run", "good", "--wait");
  kept.commit({ "tasks.d/good.toml": "run = 7\n" });
  await kept.call("reconcile");
}, 120_000);
afterAll(() => kept.remove());

interface Verified {
  readonly fine: boolean;
  readonly findings: readonly { kind: string; commit: string; path?: string; detail: string }[];
  readonly remarks: readonly string[];
  readonly commits: number;
  readonly reports: number;
}

async function verify(host: AuditedHost): Promise<{ code: number } & Verified> {
  const { code, out, err } = await host.call("audit", "--verify", "--json");
  expect(err).toBe("");
  return { code, ...(JSON.parse(out) as Verified) };
}

describe("what is listed", () => {
  test("runs with who is answerable for them, and what became of each revision, newest first", async () => {
    const host = kept.copy();
    const { out, code, err } = await host.call("audit", "--json");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    const { runs, revisions } = JSON.parse(out) as {
      runs: Record<string, unknown>[];
      revisions: Record<string, unknown>[];
    };
    const [rejected, best, better, words, first] = host.git("rev-list", "main").split("\n");
    expect(runs.map((run) => [run["task"], run["status"], run["revision"]])).toEqual([
      ["good", "success", best],
      ["good", "success", words],
      ["bad", "failed", first],
      ["good", "success", first],
    ]);
    const person = expect.stringMatching(/@web-1$/) as unknown;
    for (const run of runs)
      expect(run).toMatchObject({
        author: "Ada <ada@x>",
        committer: "Bob <bob@x>",
        requestedBy: person,
        host: "web-1",
      });
    expect(runs[0]!["commit"]).toBe(host.find(/^good/).sha);
    const became = new Map(
      revisions.map(({ revision, state, reason }) => [revision, `${String(state)} ${String(reason)}`]),
    );
    expect(became).toEqual(
      new Map([
        [rejected, "rejected invalid"],
        [best, "applied applied"],
        [better, "superseded overtaken"],
        [words, "applied unchanged"],
        [first, "applied applied"],
      ]),
    );
  });

  test("fits a terminal; narrowed by task, number and age", async () => {
    const host = kept.copy();
    const { out } = await host.call("audit");
    expect(out).toMatch(/^ENDED +TASK +STATUS +COMMIT +AUTHOR +COMMITTER +SIGNED BY +ASKED BY\n/);
    expect(out).toMatch(/\n\nSINCE +COMMIT +BECAME +HOST/);
    const listed = async (...words: string[]) => {
      const called = await host.call("audit", "--json", ...words);
      return JSON.parse(called.out) as { runs: { task: string }[]; revisions: unknown[] };
    };
    expect((await listed("--task", "bad")).runs.map((run) => run.task)).toEqual(["bad"]);
    expect((await listed("--task", "bad")).revisions).toHaveLength(1);
    expect((await listed("--limit", "2")).runs).toHaveLength(2);
    expect((await listed("--since", "1h")).runs).toHaveLength(4);
    expect(await listed("--since", "2100-01-01T00:00Z")).toMatchObject({ runs: [], revisions: [] });
    expect(await host.call("audit", "--task", "x y")).toMatchObject({ code: 2 });
    expect(await host.call("audit", "--branch", "elsewhere")).toMatchObject({ code: 3 });
  });

  test("in 80 columns", async () => {
    const host = kept.copy();
    const { call } = await import("./call.ts");
    const env = { HOME: host.top, RUNNER_HOST_NAME: "web-1", NO_COLOR: "1" };
    const { out } = await call(["audit"], { cwd: host.dir, env, columns: 80 });
    expect(Math.max(...out.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(out).toContain("AUTHOR");
  });

  test("in a clone that has nothing but the reports branch", async () => {
    const host = kept.copy();
    const lone = new AuditedHost(`${host.top}/lone`);
    lone.init();
    lone.git("fetch", "--quiet", host.dir, "runner/reports:refs/remotes/origin/runner/reports");
    const { out, code } = await lone.call("audit", "--json");
    expect(code).toBe(0);
    expect((JSON.parse(out) as { runs: unknown[] }).runs).toHaveLength(4);
    expect(await verify(lone)).toMatchObject({
      code: 0,
      fine: true,
      remarks: [expect.stringContaining("nothing is remembered")],
    });
    expect(await verify(lone)).toMatchObject({ code: 0, remarks: [] });
  });
});

describe("a branch that is as the runner wrote it", () => {
  test("is verified", async () => {
    const host = kept.copy();
    expect(await verify(host)).toMatchObject({
      code: 0,
      fine: true,
      findings: [],
      remarks: [],
      commits: 7,
      reports: 4,
    });
    const { out } = await host.call("audit", "--verify");
    expect(out).toMatch(
      /^runner\/reports at [0-9a-f]{12}: verified \(7 commits, 4 reports, 4 logs, 5 records of revisions, 1 host\)\n$/,
    );
  });

  test("also where old reports were removed, and that is said", async () => {
    const host = kept.copy();
    const { sha } = host.find(/^bad/);
    const removed = [host.added(sha, /^runs.*json$/), host.added(sha, /^runs.*log$/)];
    const before = dayAfter(removed[0]!);
    const cuts = [{ kind: "reports", task: "bad", before }] as const;
    const message = renderRetentionMessage({ host: "web-1", cuts, removed });
    host.append(message, Object.fromEntries(removed.map((path) => [path, undefined])), { at: `${before}T12:00:00Z` });
    const { findings, remarks } = await verify(host);
    expect({ findings, remarks }).toEqual({
      findings: [],
      remarks: [expect.stringContaining("1 report has been removed")],
    });
    // Its report can still be read, as it is below.
    const { out } = await host.call("audit", "--task", "bad", "--json");
    expect((JSON.parse(out) as { runs: unknown[] }).runs).toHaveLength(1);
  });

  test("and by an older version, which did not record every revision; that is said", async () => {
    const host = kept.copy();
    const silent = /"reason": "unchanged"|"reason": "overtaken"/;
    host.rewrite(({ sha }) => {
      const paths = host
        .git("diff-tree", "--root", "-r", "--no-commit-id", "--name-only", sha)
        .split("\n")
        .filter((path) => /revisions\//.test(path));
      const olden = (text: string): string | undefined =>
        silent.test(text) ? undefined : text.replace(/\n *"committer":.*/, "").replace("Ada <ada@x>", "Ada");
      return { files: Object.fromEntries(paths.map((path) => [path, olden(host.show(path, sha))])) };
    });
    host.forget();
    const { code, findings, remarks } = await verify(host);
    expect({ code, findings }).toEqual({ code: 0, findings: [] });
    expect(remarks).toContainEqual(expect.stringContaining("1 run of before the branch records every revision"));
  });
});

/** The day after that of a report's path. */
function dayAfter(path: string): string {
  const [, year, month, day] = path.split("/");
  return new Date(Date.UTC(Number(year), Number(month) - 1, Number(day) + 1)).toISOString().slice(0, 10);
}

/** Each does something to the branch; gives the kind of the finding, and the commit and file that it names. */
type Tampering = (host: AuditedHost) => { kind: string; commit?: string; path?: string };

const tamperings: Record<string, Tampering> = {
  "a status amended in the message alone": (host) => {
    const { sha } = host.find(/^bad/);
    const made = host.rewrite((commit) =>
      commit.sha === sha ? { message: commit.message.replace("Status: failed", "Status: success") } : undefined,
    );
    return { kind: "trailer", commit: made[2]!, path: host.added(sha, /^runs.*json$/) };
  },
  "a subject that says something else": (host) => {
    const { sha } = host.find(/^bad/);
    const made = host.rewrite((commit) =>
      commit.sha === sha ? { message: commit.message.replace(/^bad: .*/, "bad: success in 1 s") } : undefined,
    );
    return { kind: "trailer", commit: made[2]! };
  },
  "a report changed where it was added, its message intact": (host) => {
    const { sha } = host.find(/^bad/);
    const path = host.added(sha, /^runs.*json$/);
    const text = host.show(path).replace('"status": "failed"', '"status": "success"');
    const made = host.rewrite((commit) => (commit.sha === sha ? { files: { [path]: text } } : undefined));
    return { kind: "trailer", commit: made[2]!, path };
  },
  "a report changed later": (host) => {
    const { sha, message } = host.find(/^bad/);
    const path = host.added(sha, /^runs.*json$/);
    const text = host.show(path).replace('"status": "failed"', '"status": "success"');
    return { kind: "changed", commit: host.append(message, { [path]: text }), path };
  },
  "a report deleted": (host) => {
    const { sha } = host.find(/^bad/);
    const path = host.added(sha, /^runs.*json$/);
    const { message } = host.find(/^revision/);
    return { kind: "removed", commit: host.append(message, { [path]: undefined }), path };
  },
  "a log edited where it was added": (host) => {
    const { sha } = host.find(/^bad/);
    const path = host.added(sha, /^runs.*log$/);
    const made = host.rewrite((commit) => (commit.sha === sha ? { files: { [path]: "all is well\n" } } : undefined));
    return { kind: "log", commit: made[2]!, path };
  },
  "a log left out": (host) => {
    const { sha } = host.find(/^bad/);
    const path = host.added(sha, /^runs.*log$/);
    const made = host.rewrite((commit) => (commit.sha === sha ? { files: { [path]: undefined } } : undefined));
    return { kind: "log", commit: made[2]!, path };
  },
  "a run that never was, of a revision that was never in force": (host) => {
    const { sha, message } = host.find(/^good/);
    const path = host.added(sha, /^runs.*json$/);
    const [revision] = /(?<=Config-Commit: )\w+/.exec(message)!;
    const forged = (text: string): string =>
      text.replaceAll(revision, "d".repeat(40)).replaceAll(/-[0-9a-f]{10}\b/g, "-0123456789");
    const log = path.replace(/json$/, "log");
    const files = { [forged(path)]: forged(host.show(path)), [forged(log)]: host.show(log, sha) };
    return { kind: "not-in-force", commit: host.append(forged(message), files), path: forged(path) };
  },
  "a run of a revision that was turned away": (host) => {
    const { sha, message } = host.find(/^good/);
    const path = host.added(sha, /^runs.*json$/);
    const rejected = host.git("rev-parse", "main");
    const [revision] = /(?<=Config-Commit: )\w+/.exec(message)!;
    const made = host.rewrite((commit) =>
      commit.sha === sha
        ? {
            message: message.replaceAll(revision, rejected),
            files: { [path]: host.show(path).replaceAll(revision, rejected) },
          }
        : undefined,
    );
    return { kind: "not-in-force", commit: made.at(-2)!, path };
  },
  "a run of an old revision, long after that was replaced": (host) => {
    const { sha, message } = host.find(/^good/);
    const path = host.added(sha, /^runs.*json$/);
    const old = host.git("rev-list", "--max-parents=0", "main");
    const [revision] = /(?<=Config-Commit: )\w+/.exec(message)!;
    const later = (text: string): string => text.replaceAll(revision, old).replace(/("startedAt": ")\d{4}/g, "$12099");
    const made = host.rewrite((commit) =>
      commit.sha === sha ? { message: later(message), files: { [path]: later(host.show(path)) } } : undefined,
    );
    return { kind: "not-in-force", commit: made.at(-2)!, path };
  },
  "the record of a revision removed": (host) => {
    const path = `hosts/web-1/revisions/${host.git("rev-list", "--max-parents=0", "main")}.json`;
    const { message } = host.find(/^revision/);
    return { kind: "removed", commit: host.append(message, { [path]: undefined }), path };
  },
  "the commit of a revision left out": (host) => {
    const { sha } = host.find(/^revision.*applied/);
    const run = host.find(/^good/);
    const paths = host.git("diff-tree", "-r", "--no-commit-id", "--name-only", sha).split("\n");
    const records = paths.filter((path) => /revisions\//.test(path));
    const made = host.rewrite((commit) =>
      commit.sha === sha
        ? { drop: true, files: Object.fromEntries(records.map((path) => [path, undefined])) }
        : undefined,
    );
    return { kind: "not-in-force", commit: made.at(-2)!, path: host.added(run.sha, /^runs.*json$/) };
  },
  "a rejected revision made to look applied": (host) => {
    const path = `hosts/web-1/revisions/${host.git("rev-parse", "main")}.json`;
    const { message } = host.find(/^good/);
    const text = host.show(path).replaceAll('"rejected"', '"applied"');
    return { kind: "revision", commit: host.append(message, { [path]: text }), path };
  },
  "another history merged in": (host) => {
    const { message } = host.find(/^revision/);
    return { kind: "merge", commit: host.append(message, {}, { parents: [host.git("rev-parse", "main")] }) };
  },
  "one run twice": (host) => {
    const { sha, message } = host.find(/^bad/);
    const path = host.added(sha, /^runs.*json$/);
    const log = path.replace(/json$/, "log");
    const other = (text: string): string => text.replaceAll(/runs\/\d{4}\//g, "runs/2020/");
    const files = { [other(path)]: other(host.show(path)), [other(log)]: host.show(log) };
    return { kind: "twice", commit: host.append(message, files) };
  },
  "commits in another order": (host) => {
    const { sha } = host.find(/^good/);
    const made = host.rewrite(
      () => undefined,
      (commits) => [
        ...commits.filter((commit) => commit.sha !== sha).slice(0, 1),
        ...commits.filter((commit) => commit.sha === sha),
        ...commits.slice(1).filter((commit) => commit.sha !== sha),
      ],
    );
    return { kind: "foreign", commit: made[1]! };
  },
  "somebody's own commit": (host) => ({
    kind: "foreign",
    commit: host.append("tidy up\n", { "notes.md": "x\n" }),
    path: "notes.md",
  }),
  "a retention commit that takes one file more than it says": (host) => {
    const [one, other] = [host.find(/^bad/), host.find(/^good/)].map(({ sha }) => host.added(sha, /^runs.*log$/));
    const cuts = [{ kind: "logs", task: undefined, before: dayAfter(one!) }] as const;
    const message = renderRetentionMessage({ host: "web-1", cuts, removed: [one!] });
    return { kind: "retention", commit: host.append(message, { [one!]: undefined, [other!]: undefined }) };
  },
  "a retention commit of before the day that it names": (host) => {
    const path = host.added(host.find(/^bad/).sha, /^runs.*log$/);
    const cuts = [{ kind: "logs", task: undefined, before: "2999-01-01" }] as const;
    const message = renderRetentionMessage({ host: "web-1", cuts, removed: [path] });
    return { kind: "retention", commit: host.append(message, { [path]: undefined }) };
  },
  "a retention commit that takes what is not as old": (host) => {
    const path = host.added(host.find(/^bad/).sha, /^runs.*log$/);
    const cuts = [{ kind: "logs", task: undefined, before: "2020-01-01" }] as const;
    const message = renderRetentionMessage({ host: "web-1", cuts, removed: [path] });
    return { kind: "retention", commit: host.append(message, { [path]: undefined }), path };
  },
};

describe("a branch that was tampered with, and what the audit names", () => {
  test.each(Object.entries(tamperings))("%s", async (_, tamper) => {
    const host = kept.copy();
    const expected = tamper(host);
    // Also who has no memory of the branch finds it.
    host.forget();
    const { code, fine, findings } = await verify(host);
    expect({ code, fine }).toEqual({ code: 1, fine: false });
    expect(findings).toContainEqual(expect.objectContaining(expected));
    expect((await host.call("audit", "--verify")).out).toContain(expected.commit ?? expected.kind);
  });
});

describe("a branch that was made anew without a fault in itself is found by who remembers it", () => {
  const anew: Record<string, (host: AuditedHost) => void> = {
    "the last report left out": (host) => {
      const { sha } = host.commits().at(-1)!;
      host.git("update-ref", "refs/heads/runner/reports", `${sha}~1`);
    },
    "another root": (host) => {
      host.rewrite(() => ({}));
    },
  };

  test.each(Object.entries(anew))("%s", async (_, tamper) => {
    const host = kept.copy();
    const tip = host.git("rev-parse", "runner/reports");
    tamper(host);
    const { code, findings } = await verify(host);
    expect(code).toBe(1);
    expect(findings).toEqual([expect.objectContaining({ kind: "rewritten", commit: tip })]);
    // What the runner writes on top does not make that good, and is not verified either.
    await host.call("run", "bad", "--wait");
    expect((await verify(host)).findings).toContainEqual(expect.objectContaining({ kind: "rewritten", commit: tip }));
  });
});

describe("a branch that is signed", () => {
  const signed = (): { host: AuditedHost; signers: string; env: Record<string, string> } => {
    const host = kept.copy();
    const key = `${host.top}/key`;
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "web-1", "-f", key]);
    const signers = `${host.top}/signers`;
    writeFileSync(signers, `web-1@x namespaces="runner-reports" ${readFileSync(`${key}.pub`, "utf8")}`);
    return { host, signers, env: { RUNNER_REPORTS_SIGN_KEY: key } };
  };

  test("up to where it is signed, by whom; not by another key, nor of another history", async () => {
    const { host, signers, env } = signed();
    const none = await host.call("audit", "--verify", "--signers", signers);
    expect(none).toMatchObject({ code: 1, out: expect.stringContaining("no host has signed the branch") as string });
    const below = host.git("rev-parse", "runner/reports");
    await host.callWith(env, "run", "bad", "--wait");
    const { code, out } = await host.call("audit", "--verify", "--signers", signers);
    expect({ code, out }).toEqual({
      code: 0,
      out: expect.stringContaining(`note: signed for web-1 by web-1@x: all up to ${below}\n`) as string,
    });

    writeFileSync(
      `${host.top}/others`,
      readFileSync(signers, "utf8").replace("AAAAC3NzaC1lZDI1NTE5AAAAI", "AAAAC3NzaC1lZDI1NTE5AAAAJ"),
    );
    expect(await host.call("audit", "--verify", "--signers", `${host.top}/others`)).toMatchObject({
      code: 1,
      out: expect.stringContaining("is not a good one of a key in") as string,
    });
    expect(await host.call("audit", "--verify", "--signers", "nowhere")).toMatchObject({ code: 3 });

    const made = host.rewrite(() => ({}));
    host.forget();
    const { findings } = await verify(host);
    expect(findings).toEqual([
      expect.objectContaining({ kind: "signature", commit: made.at(-1), path: "hosts/web-1/signature.json" }),
    ]);
  });

  test("where the key is not there, reports wait, and it is said why", async () => {
    const { host, env } = signed();
    const below = host.git("rev-parse", "runner/reports");
    const { err } = await host.callWith({ RUNNER_REPORTS_SIGN_KEY: "/nowhere/key" }, "run", "bad", "--wait");
    expect(err).toContain("signing reports with /nowhere/key");
    expect(host.git("rev-parse", "runner/reports")).toBe(below);
    await host.callWith(env, "reconcile");
    expect(host.commits()).toHaveLength(8);
  });
});
