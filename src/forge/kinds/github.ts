import type { CommitStatus } from "../../model/forge.ts";
import type { ForgeCall, ForgeComment, Kind } from "./kind.ts";

/**
 * docs.github.com/rest: "Commit statuses", "Issue comments". A superseded commit is nobody's trouble: it is green, and its
 * description says by which it was overtaken.
 */
const states = {
  pending: "pending",
  validated: "pending",
  applied: "success",
  rejected: "failure",
  superseded: "success",
} as const;

const perPage = 100;

export const github: Kind = {
  authorize: (token) => ({ authorization: `Bearer ${token}`, accept: "application/vnd.github+json" }),
  status: (repository, status) => postStatus(repository, status),
  hasAlready: () => false,
  comments: (repository, pull, page) => ({
    method: "GET",
    path: `/repos/${encodeName(repository)}/issues/${pull}/comments?per_page=${perPage}&page=${page}`,
  }),
  addComment: (repository, pull, body) => ({
    method: "POST",
    path: `/repos/${encodeName(repository)}/issues/${pull}/comments`,
    body: { body },
  }),
  changeComment: (repository, _pull, id, body) => ({
    method: "PATCH",
    path: `/repos/${encodeName(repository)}/issues/comments/${id}`,
    body: { body },
  }),
  readComment,
  readUser: (said) => (said as { login?: string } | undefined)?.login,
};

/** `owner/name`, each by itself. */
function encodeName(repository: string): string {
  return repository.split("/").map(encodeURIComponent).join("/");
}

function postStatus(repository: string, { sha, state, context, description, link }: CommitStatus): ForgeCall {
  return {
    method: "POST",
    path: `/repos/${encodeName(repository)}/statuses/${sha}`,
    body: { state: states[state], context, description, ...(link !== undefined && { target_url: link }) },
  };
}

function readComment(listed: unknown): ForgeComment | undefined {
  const { id, body, user } = listed as {
    id?: number;
    body?: string;
    user?: { login?: string; type?: string; id?: number };
  };
  if (typeof id !== "number" || typeof body !== "string") return undefined;
  // A forge's own accounts, such as Forgejo's for its actions, have ids below zero.
  const byProgram = user?.type === "Bot" || (user?.id ?? 0) < 0;
  return { id, body, author: user?.login ?? "", byProgram };
}
