import type { CommitStatus } from "../../model/forge.ts";
import type { Json } from "../../model/json.ts";

/** One call of a forge's REST interface; the path is below the interface's address. */
export interface ForgeCall {
  readonly method: "GET" | "POST" | "PATCH" | "PUT";
  readonly path: string;
  readonly body?: Json;
}

/** A comment as it was listed. */
export interface ForgeComment {
  readonly id: number;
  readonly body: string;
  readonly author: string;
  /** The account of a program, not of a person. */
  readonly byProgram: boolean;
}

/** How one kind of forge is asked. Names and paths come as they are; whoever makes a path of them encodes them. */
export interface Kind {
  readonly authorize: (token: string) => Readonly<Record<string, string>>;
  readonly status: (repository: string, status: CommitStatus) => ForgeCall;
  /** Whether the forge says by this refusal that the commit has this status already. */
  readonly hasAlready: (status: number, text: string) => boolean;
  /** `page` from 1. */
  readonly comments: (repository: string, pull: number, page: number) => ForgeCall;
  readonly addComment: (repository: string, pull: number, body: string) => ForgeCall;
  readonly changeComment: (repository: string, pull: number, id: number, body: string) => ForgeCall;
  /** undefined: not a comment as this kind of forge writes it. */
  readonly readComment: (listed: unknown) => ForgeComment | undefined;
  /** The name of an account, from what `GET /user` says. */
  readonly readUser: (said: unknown) => string | undefined;
}
