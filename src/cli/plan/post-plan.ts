import { escapeTerminal } from "../../text/escape-terminal.ts";
import { exitCodes } from "../exit-codes.ts";
import type { ExitCode } from "../exit-codes.ts";
import type { Call } from "../verb.ts";
import { marker } from "./render-markdown.ts";

const limitMs = 20_000;

/** `--post`, and `--post required`; undefined: nothing is posted. Anything else is told. */
export function readPost({ io, options }: Call): { post: "wished" | "required" | undefined } | { bad: ExitCode } {
  const written = options["post"];
  if (written === undefined) return { post: undefined };
  if (written === true) return { post: "wished" };
  if (written === "required") return { post: "required" };
  io.err(`runner: --post: "${escapeTerminal(String(written))}" is not "required", and it takes nothing else\n`);
  return { bad: exitCodes.invalid };
}

/**
 * Puts a plan below the pull request that this CI job is about, over the one of the push before. What stands in the way
 * is told, and the plan goes on its way: the job of a stranger's pull request may write nowhere, and is as good as any.
 */
export async function postPlan(
  call: Call,
  post: "wished" | "required" | undefined,
  render: () => string,
): Promise<ExitCode> {
  if (post === undefined) return exitCodes.fine;
  const { io } = call;
  const { findJob, openForge } = await import("../../forge/index.ts");
  const found = findJob(io.env);
  const notPosted = (what: string, hint: string): ExitCode => {
    io.err(`${post === "required" ? "runner: " : ""}the plan is not posted: ${escapeTerminal(what)}\n  ${hint}\n`);
    return post === "required" ? exitCodes.world : exitCodes.fine;
  };
  if ("missing" in found) return notPosted(found.missing, "docs/forges.md says what a job has to have for it.");
  const { place, token, pull } = found.job;
  const forge = openForge({ place, token, now: io.now, limitMs, stop: io.stop.signal });
  const posted = await forge.postComment(pull, { marker, body: render() });
  if (posted.ok) return exitCodes.fine;
  const isRefused = posted.error.kind === "refused";
  const hint = isRefused
    ? `${posted.error.hint} The job of a pull request from a fork has no token that may comment.`
    : posted.error.hint;
  return notPosted(posted.error.what, hint);
}
