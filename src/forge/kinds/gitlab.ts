import type { Kind } from "./kind.ts";

/**
 * docs.gitlab.com/api: "Commits", "Notes". A state cannot be changed into itself, so that a held revision, which was
 * pending before, is running: else its description would not be taken.
 */
const states = {
  pending: "pending",
  validated: "running",
  applied: "success",
  rejected: "failed",
  superseded: "canceled",
} as const;

const perPage = 100;

export const gitlab: Kind = {
  authorize: (token) => ({ "private-token": token, accept: "application/json" }),
  status: (repository, { sha, state, context, description, link }) => ({
    method: "POST",
    path: `/projects/${encodeURIComponent(repository)}/statuses/${sha}`,
    body: { state: states[state], name: context, description, ...(link !== undefined && { target_url: link }) },
  }),
  hasAlready: (status, text) => status === 400 && text.includes("Cannot transition status"),
  comments: (repository, pull, page) => ({
    method: "GET",
    path: `${notes(repository, pull)}?per_page=${perPage}&page=${page}&sort=asc&order_by=created_at`,
  }),
  addComment: (repository, pull, body) => ({ method: "POST", path: notes(repository, pull), body: { body } }),
  changeComment: (repository, pull, id, body) => ({
    method: "PUT",
    path: `${notes(repository, pull)}/${id}`,
    body: { body },
  }),
  readComment: (listed) => {
    const { id, body, author, system } = listed as {
      id?: number;
      body?: string;
      author?: { username?: string };
      system?: boolean;
    };
    if (typeof id !== "number" || typeof body !== "string" || system === true) return undefined;
    return { id, body, author: author?.username ?? "", byProgram: false };
  },
  readUser: (said) => (said as { username?: string } | undefined)?.username,
};

function notes(repository: string, pull: number): string {
  return `/projects/${encodeURIComponent(repository)}/merge_requests/${pull}/notes`;
}
