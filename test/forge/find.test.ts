import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { findJob, findPlace, readToken } from "../../src/forge/index.ts";

const guessed = { kind: undefined, url: "", repository: "" };

test.each([
  ["git@github.com:us/ops.git", "github", "https://api.github.com", "us/ops", "https://github.com/us/ops"],
  ["https://github.com/us/ops", "github", "https://api.github.com", "us/ops", "https://github.com/us/ops"],
  [
    "ssh://git@github.acme.org:2222/us/ops.git/",
    "github",
    "https://github.acme.org/api/v3",
    "us/ops",
    "https://github.acme.org/us/ops",
  ],
  ["https://gitlab.com/a/b/c.git", "gitlab", "https://gitlab.com/api/v4", "a/b/c", "https://gitlab.com/a/b/c"],
  [
    "http://x:y@gitlab.lan:8080/a/b.git",
    "gitlab",
    "http://gitlab.lan:8080/api/v4",
    "a/b",
    "http://gitlab.lan:8080/a/b",
  ],
  ["git@codeberg.org:us/ops.git", "forgejo", "https://codeberg.org/api/v1", "us/ops", "https://codeberg.org/us/ops"],
  [
    "https://gitea.acme.org/us/ops.git",
    "forgejo",
    "https://gitea.acme.org/api/v1",
    "us/ops",
    "https://gitea.acme.org/us/ops",
  ],
])("%s", (remote, kind, url, repository, web) => {
  expect(findPlace(remote, guessed)).toEqual({ place: { kind, url, repository }, web });
});

test.each([
  ["/srv/git/ops.git", "no repository can be made out of the remote's address /srv/git/ops.git"],
  ["https://git.acme.org/us/ops.git", "which kind of forge git.acme.org is"],
  ["https://notgithub.com.evil.example/us/ops", "which kind of forge notgithub.com.evil.example is"],
])("not known: %s", (remote, unknown) => {
  expect(findPlace(remote, guessed)).toEqual({ unknown });
});

test("a kind and a repository, but no address", () => {
  const wish = { kind: "github", url: "", repository: "us/ops" } as const;
  expect(findPlace("/srv/git/ops.git", wish)).toEqual({
    unknown: "where the forge is: forge.url is not set, or no address",
  });
});

test("what the settings say goes first", () => {
  const wish = { kind: "forgejo", url: "https://forge.lan/sub/api/v1/", repository: "x/y" } as const;
  expect(findPlace("https://git.acme.org/us/ops.git", wish)).toEqual({
    place: { kind: "forgejo", url: "https://forge.lan/sub/api/v1", repository: "x/y" },
    web: "https://git.acme.org/x/y",
  });
  expect(findPlace("/srv/git/ops.git", wish)).toMatchObject({ web: "https://forge.lan/x/y" });
});

describe("the token", () => {
  const file = (text: string): string => {
    const dir = mkdtempSync(join(tmpdir(), "runner-token-"));
    onTestFinished(() => rmSync(dir, { recursive: true }));
    writeFileSync(join(dir, "token"), text);
    return join(dir, "token");
  };
  const from = { tokenEnv: "FORGE", tokenFile: "" };

  test("of a variable, else of a file, else there is none", () => {
    const tokenFile = file("of-file\n");
    expect(readToken({ ...from, tokenFile }, { FORGE: "of-variable" })).toEqual({ ok: true, value: "of-variable" });
    expect(readToken({ ...from, tokenFile }, { FORGE: "" })).toEqual({ ok: true, value: "of-file" });
    expect(readToken(from, {})).toEqual({ ok: true, value: undefined });
  });

  test("what cannot be one is refused without being shown", () => {
    const got = readToken(from, { FORGE: "two\nlines" });
    expect(got).toMatchObject({ ok: false, error: { what: expect.stringContaining("the variable FORGE") as unknown } });
    expect(JSON.stringify(got)).not.toContain("two");
    expect(readToken({ ...from, tokenFile: "/nowhere/token" }, {})).toMatchObject({ ok: false });
  });
});

describe("the pull request of a job", () => {
  const github = { GITHUB_API_URL: "https://api.github.com", GITHUB_REPOSITORY: "us/ops", GITHUB_TOKEN: "t" };
  const gitlab = { GITLAB_CI: "true", CI_API_V4_URL: "https://gitlab.com/api/v4", CI_MERGE_REQUEST_PROJECT_ID: "12" };

  test.each([
    [
      "GitHub Actions",
      { ...github, GITHUB_REF: "refs/pull/7/merge" },
      { place: { kind: "github", url: "https://api.github.com", repository: "us/ops" }, pull: 7, token: "t" },
    ],
    [
      "Forgejo Actions",
      { ...github, GITHUB_API_URL: "https://forge.lan/api/v1", GITHUB_REF: "refs/pull/7/head" },
      { place: { kind: "forgejo", url: "https://forge.lan/api/v1", repository: "us/ops" }, pull: 7, token: "t" },
    ],
    [
      "GitLab CI",
      { ...gitlab, CI_MERGE_REQUEST_IID: "7", RUNNER_FORGE_TOKEN: "u", CI_JOB_TOKEN: "job" },
      { place: { kind: "gitlab", url: "https://gitlab.com/api/v4", repository: "12" }, pull: 7, token: "u" },
    ],
  ])("%s", (_, env, job) => {
    expect(findJob(env)).toEqual({ job });
  });

  test.each([
    ["elsewhere", {}, "this is no job of GitHub Actions, GitLab CI or Forgejo Actions"],
    ["a push", { ...github, GITHUB_REF: "refs/heads/main" }, "this job is not about a pull request"],
    ["a merge request, no token", { ...gitlab, CI_MERGE_REQUEST_IID: "7" }, "there is no token in RUNNER_FORGE_TOKEN"],
    [
      "no token but a mistake",
      { ...github, GITHUB_REF: "refs/pull/7/merge", RUNNER_FORGE_TOKEN: "a b" },
      "what is in RUNNER_FORGE_TOKEN is no token",
    ],
  ])("not here: %s", (_, env, missing) => {
    expect(findJob(env)).toEqual({ missing });
  });
});
