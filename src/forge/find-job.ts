import { readFileSync } from "node:fs";
import type { ForgePlace } from "./forge-place.ts";

export interface Job {
  readonly place: ForgePlace;
  readonly pull: number;
  readonly token: string;
}

/**
 * The pull request that a CI job is about, from what the forge's own CI says in the environment; `missing`: what it does
 * not say. Settings of the repository have no part in it: whoever proposes a change could send the token elsewhere.
 * Forgejo and Gitea say it in GitHub's variables, by way of an address of their own.
 */
export function findJob(env: Readonly<Record<string, string | undefined>>): { job: Job } | { missing: string } {
  const of = env["GITLAB_CI"] ? gitlabJob(env) : githubJob(env);
  if (of.url === "" || of.repository === "") {
    return { missing: "this is no job of GitHub Actions, GitLab CI or Forgejo Actions" };
  }
  if (!(of.pull > 0)) return { missing: "this job is not about a pull request" };
  if (of.token === "") return { missing: "there is no token in RUNNER_FORGE_TOKEN" };
  // A header cannot carry it, and `fetch` would print it in its complaint.
  if (!/^[\x21-\x7e]+$/.test(of.token)) return { missing: "what is in RUNNER_FORGE_TOKEN is no token" };
  const { kind, url, repository, pull, token } = of;
  return { job: { place: { kind, url, repository }, pull, token } };
}

type Env = Readonly<Record<string, string | undefined>>;
type Said = ForgePlace & { readonly pull: number; readonly token: string };

function gitlabJob(env: Env): Said {
  return {
    kind: "gitlab",
    url: env["CI_API_V4_URL"] ?? "",
    // That of the target: the pipeline of a fork is the fork's own.
    repository: env["CI_MERGE_REQUEST_PROJECT_ID"] ?? env["CI_PROJECT_ID"] ?? "",
    pull: Number(env["CI_MERGE_REQUEST_IID"] ?? 0),
    // A job's own token may not write comments.
    token: env["RUNNER_FORGE_TOKEN"] ?? "",
  };
}

function githubJob(env: Env): Said {
  const url = env["GITHUB_API_URL"] ?? "";
  const isForgejo = Boolean(env["FORGEJO_ACTIONS"] ?? env["GITEA_ACTIONS"]) || /\/api\/v1\/*$/.test(url);
  return {
    kind: isForgejo ? "forgejo" : "github",
    url,
    repository: env["GITHUB_REPOSITORY"] ?? "",
    pull: readPull(env),
    token: env["RUNNER_FORGE_TOKEN"] || env["GITHUB_TOKEN"] || "",
  };
}

/** Of the event's file, else of the ref: `refs/pull/7/merge`. */
function readPull(env: Env): number {
  try {
    const event = JSON.parse(readFileSync(env["GITHUB_EVENT_PATH"] ?? "", "utf8")) as {
      pull_request?: { number?: number };
    };
    if (event.pull_request?.number !== undefined) return event.pull_request.number;
  } catch {
    // No event, no file: the ref may still tell.
  }
  return Number(/^refs\/pull\/(\d+)\//.exec(env["GITHUB_REF"] ?? "")?.[1] ?? 0);
}
