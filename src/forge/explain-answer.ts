import type { ForgeTrouble } from "../model/forge.ts";
import type { Instant } from "../model/instant.ts";
import { oneLine } from "../model/one-line.ts";
import type { Line } from "./ask-forge.ts";

const longestWaitMs = 3_600_000;

/** Why an answer is none of those that were hoped for. What the forge said is cut, and the token taken out of it. */
export function explainAnswer(
  line: Line,
  { response, text, onward }: { response: Response; text: string; onward: URL | undefined },
): ForgeTrouble {
  const { status } = response;
  const said = readMessage(text).replaceAll(line.token, "…");
  const what = `the forge at ${line.url} answers ${status}${said === "" ? "" : `: ${said}`}`;
  const retryAfterMs = readPause(response.headers, line.now());
  if (status === 429 || (status === 403 && retryAfterMs !== undefined)) {
    return {
      kind: "away",
      what: `${what} (too many calls)`,
      hint: "It is asked again when it allows it.",
      retryAfterMs,
    };
  }
  if (status >= 500 || status === 408) {
    return { kind: "away", what, hint: "It is asked again later. Nothing else waits for it.", retryAfterMs };
  }
  if (onward) {
    const hint = `Set forge.url, or forge.repository, to where it is now. The token is not sent to another host.`;
    return { kind: "refused", status, what: `${what}, and points to ${onward.origin}`, hint };
  }
  if (status === 401) {
    return { kind: "refused", status, what, hint: "The token is not, or no longer, valid: make a new one." };
  }
  if (status === 403 || status === 404) {
    const hint = "Does the repository exist under this name, and may the token write there? See docs/forges.md.";
    return { kind: "refused", status, what, hint };
  }
  return {
    kind: "wrong",
    status,
    what,
    hint: "Is it the interface of a forge of the kind that is set? See docs/forges.md.",
  };
}

function readMessage(text: string): string {
  try {
    const { message, error } = JSON.parse(text) as { message?: unknown; error?: unknown };
    const said = message ?? error ?? "";
    return oneLine(typeof said === "string" ? said : JSON.stringify(said), 200);
  } catch {
    return "";
  }
}

/** Retry-After in seconds or as a date (RFC 9110); else when the limit begins anew, if nothing is left of it. */
function readPause(headers: Headers, now: Instant): number | undefined {
  const after = headers.get("retry-after");
  if (after !== null) {
    const ms = /^\d+$/.test(after) ? Number(after) * 1000 : Date.parse(after) - now;
    return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), longestWaitMs);
  }
  const left = headers.get("x-ratelimit-remaining") ?? headers.get("ratelimit-remaining");
  const reset = headers.get("x-ratelimit-reset") ?? headers.get("ratelimit-reset");
  if (left !== "0" || reset === null || !/^\d+$/.test(reset)) return undefined;
  return Math.min(Math.max(Number(reset) * 1000 - now, 0), longestWaitMs);
}
