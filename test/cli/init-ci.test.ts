import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { startForge } from "../forge/recording-forge.ts";
import { keepComments, makeCheckout } from "./ci-job.ts";
import { makeFolder } from "./folder.ts";

interface Workflow {
  on: unknown;
  permissions: unknown;
  jobs: { plan: { steps: { uses?: string; with?: unknown; run?: string; env?: Record<string, string> }[] } };
}
interface Pipeline {
  "runner-plan": { script: string[]; rules: unknown; variables: Record<string, string>; artifacts: unknown };
}

const paths = {
  github: ".github/workflows/runner-plan.yml",
  forgejo: ".forgejo/workflows/runner-plan.yml",
  gitea: ".gitea/workflows/runner-plan.yml",
  gitlab: ".gitlab-ci.yml",
} as const;
type Ci = keyof typeof paths;

async function write(ci: Ci): Promise<string> {
  const folder = makeFolder({ "tasks.d/a.toml": 'run = "true"\n' });
  expect(await folder.call(["init"])).toMatchObject({ code: 0 });
  expect(await folder.call(["init", "--ci", ci])).toMatchObject({ code: 0, err: "" });
  return folder.read(paths[ci]);
}

/** The scripts of a pipeline, in their order. */
async function readScripts(ci: Ci): Promise<readonly string[]> {
  const text = await write(ci);
  if (ci === "gitlab") return [(parse(text) as Pipeline)["runner-plan"].script.join("\n")];
  return (parse(text) as Workflow).jobs.plan.steps.flatMap(({ run }) => run ?? []);
}

describe.each(["github", "forgejo", "gitea"] as const)("the workflow for %s", (ci) => {
  test("has the least rights, and runs with nothing but the forge's own action", async () => {
    const text = await write(ci);
    const { on, permissions, jobs } = parse(text) as Workflow;
    expect(on).toEqual({ pull_request: null });
    expect(permissions).toEqual({ contents: "read", "pull-requests": "write" });
    const [checkout, ...others] = jobs.plan.steps;
    expect(checkout).toEqual({ uses: "actions/checkout@v4", with: { "fetch-depth": 0, "persist-credentials": false } });
    expect(others.map(({ uses }) => uses)).toEqual([undefined, undefined]);
    // Words of a pull request that are pasted into a script would be executed.
    for (const { run } of others) expect(run).not.toContain("${{");
    expect(others.map(({ env }) => env)).toEqual([undefined, { RUNNER_FORGE_TOKEN: "${{ github.token }}" }]);
  });
});

test("the pipeline for GitLab is for merge requests, and leaves a report", async () => {
  const job = (parse(await write("gitlab")) as Pipeline)["runner-plan"];
  expect(job.rules).toEqual([{ if: '$CI_PIPELINE_SOURCE == "merge_request_event"' }]);
  expect(job.variables).toMatchObject({ GIT_DEPTH: "0" });
  expect(job.artifacts).toMatchObject({ when: "always", reports: { codequality: "gl-code-quality-report.json" } });
});

test.each(["github", "forgejo", "gitea", "gitlab"] as const)("the scripts for %s are bash", async (ci) => {
  const scripts = await readScripts(ci);
  expect(scripts.length).toBe(ci === "gitlab" ? 1 : 2);
  for (const script of scripts)
    expect(spawnSync("bash", ["-n", "-c", script], { encoding: "utf8" })).toMatchObject({ status: 0, stderr: "" });
});

test("a file that is there stays; GitLab's own pipeline gets one to include", async () => {
  const folder = makeFolder({ ".gitlab-ci.yml": "build: { script: [make] }\n" });
  await folder.call(["init"]);
  const { out } = await folder.call(["init", "--ci", "gitlab"]);
  expect(out).toContain("add to .gitlab-ci.yml: include: [{ local: .gitlab/runner-plan.yml }]");
  expect(folder.read(".gitlab-ci.yml")).toBe("build: { script: [make] }\n");
  expect(parse(folder.read(".gitlab/runner-plan.yml"))).toHaveProperty("runner-plan.script");
  const again = await folder.call(["init", "--ci", "gitlab"]);
  expect(again.out).toBe(".gitlab/runner-plan.yml was there, and stays as it is\n");

  const other = makeFolder();
  await other.call(["init"]);
  await other.call(["init", "--ci", "gitlab"]);
  expect((await other.call(["init", "--ci", "gitlab"])).out).toBe(".gitlab-ci.yml was there, and stays as it is\n");
});

test("only in a repository that has files", async () => {
  const folder = makeFolder();
  expect((await folder.call(["init", "--ci", "github"])).code).toBe(3);
  spawnSync("git", ["init", "--quiet", "--bare", folder.dir]);
  expect(await folder.call(["init", "--ci", "github"])).toMatchObject({
    code: 3,
    err: expect.stringContaining("is a bare repository, and has no files") as unknown,
  });
});

const first = { "tasks.d/a.toml": 'schedule = "weekly on sunday at 03:00"\nrun = "true"\n' };
const second = { "tasks.d/a.toml": 'schedule = "hourly"\nrun = "true"\n' };
const wrong = { "tasks.d/a.toml": 'schedule = "hourly at 25:00"\nrun = "true"\n' };

describe.each(["github", "forgejo", "gitlab"] as const)("executed as %s does", (ci) => {
  async function open() {
    const checkout = makeCheckout(first);
    const kept = keepComments();
    const server = await startForge(kept.answer);
    const scripts = await readScripts(ci);
    const url = `${server.url}${ci === "forgejo" ? "/api/v1" : ""}`;
    server.answer = (call) => kept.answer({ ...call, path: call.path.replace("/api/v1", "") });
    const from = { RUNNER_SOURCE: checkout.source, RUNNER_REVISION: "main", RUNNER_FORGE_TOKEN: "t0ken" };
    const summary = "temp/summary.md";
    const job = (): Record<string, string> =>
      ci === "gitlab"
        ? {
            ...from,
            GITLAB_CI: "true",
            CI_API_V4_URL: url,
            CI_MERGE_REQUEST_PROJECT_ID: "12",
            CI_MERGE_REQUEST_IID: "7",
            CI_MERGE_REQUEST_DIFF_BASE_SHA: checkout.git("rev-parse", "origin/main"),
          }
        : {
            ...from,
            RUNNER_TEMP: checkout.temp,
            GITHUB_API_URL: url,
            GITHUB_REPOSITORY: "us/ops",
            GITHUB_REF: "refs/pull/7/merge",
            GITHUB_BASE_REF: "main",
            GITHUB_STEP_SUMMARY: `${checkout.temp}/summary.md`,
          };
    const run = async (which = scripts) => {
      let done = { code: 0 as number | null, out: "", err: "" };
      for (const script of which) {
        const { code, out, err } = await checkout.step(script, job());
        done = { code, out: done.out + out, err: done.err + err };
        if (code !== 0) break;
      }
      return done;
    };
    /** All, and the last one alone: the runner is there already. */
    const again = () => run(ci === "gitlab" ? scripts : scripts.slice(-1));
    const shown = (): string => checkout.read(ci === "gitlab" ? "checkout/plan.md" : summary);
    return { checkout, server, ...kept, run, again, shown };
  }

  test("one comment, written anew with each push; errors fail the job", async () => {
    const { checkout, comments, run, again, shown } = await open();
    checkout.push(second);
    const done = await run();
    expect(done).toMatchObject({ code: 0 });
    expect(comments.map(({ body }) => body)).toEqual([expect.stringContaining("1 → 168 runs a week")]);
    expect(shown()).toContain("1 → 168 runs a week");
    if (ci === "gitlab") {
      const report = JSON.parse(checkout.read("checkout/gl-code-quality-report.json")) as object[];
      expect(report).toMatchObject([{ check_name: "many-more-runs", location: { path: "tasks.d/a.toml" } }]);
    } else {
      expect(done.out).toContain("::warning file=tasks.d/a.toml,line=1,title=many-more-runs::");
    }

    checkout.push(wrong);
    expect(await again()).toMatchObject({ code: 2 });
    expect(comments.map(({ body }) => body)).toEqual([expect.stringContaining("1 error, this would be turned away")]);
    expect(shown()).toContain("1 error, this would be turned away");
  });

  test("a token that may not comment, as that of a fork: the plan is shown, and the job is fine", async () => {
    const { checkout, server, comments, run, shown } = await open();
    const { answer } = server;
    server.answer = (call) => (call.method === "GET" ? answer(call) : { status: 403, body: { message: "read only" } });
    checkout.push(second);
    const { code, out, err } = await run();
    expect(code).toBe(0);
    expect(err).toContain("the plan is not posted: ");
    expect(err).toContain("answers 403: read only");
    expect(`${out}${err}${shown()}`).not.toContain("t0ken");
    expect(comments).toEqual([]);
    expect(shown()).toContain("1 → 168 runs a week");
  });
});

test("without an address of the runner the job says what is to be done", async () => {
  const checkout = makeCheckout(first);
  const [script] = await readScripts("github");
  const { code, err } = await checkout.step(script!, { RUNNER_SOURCE: "", RUNNER_REVISION: "main" });
  expect({ code, err }).toEqual({
    code: 3,
    err: "RUNNER_SOURCE is empty: set it to the address of the runner's git repository.\n",
  });
});
