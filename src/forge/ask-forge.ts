import type { ForgeTrouble } from "../model/forge.ts";
import type { Instant } from "../model/instant.ts";
import type { Result } from "../model/result.ts";
import { failure, ok } from "../model/result.ts";
import { explainAnswer } from "./explain-answer.ts";
import { explainNetwork } from "./explain-network.ts";
import type { ForgeCall } from "./kinds/kind.ts";

/** Where a forge is, and by what it knows us. */
export interface Line {
  /** `https://api.github.com`: without a slash at its end. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Not to be seen in anything that is told. */
  readonly token: string;
  readonly now: () => Instant;
  /** Longest that one call may take. */
  readonly limitMs: number;
  readonly stop?: AbortSignal;
}

interface Answer {
  readonly body: unknown;
  /** There is a page after this one (RFC 8288, `rel="next"`). */
  readonly hasNext: boolean;
}

const mostRedirects = 3;

/**
 * One call, and what came of it. Redirects are followed here and not by `fetch`, and within the same origin alone: the
 * token is for nobody else. The body of a redirected call goes along, whatever the code of the redirect.
 */
export async function askForge(line: Line, call: ForgeCall): Promise<Result<Answer, ForgeTrouble>> {
  const signals = [AbortSignal.timeout(line.limitMs), ...(line.stop ? [line.stop] : [])];
  let url = `${line.url}${call.path}`;
  try {
    for (let redirects = 0; ; redirects += 1) {
      const response = await fetch(url, {
        method: call.method,
        redirect: "manual",
        signal: AbortSignal.any(signals),
        headers: {
          ...line.headers,
          "user-agent": "runner",
          ...(call.body !== undefined && { "content-type": "application/json" }),
        },
        ...(call.body !== undefined && { body: JSON.stringify(call.body) }),
      });
      const text = await response.text();
      const onward = redirectOf(response, url);
      if (onward?.origin === new URL(url).origin && redirects < mostRedirects) {
        url = onward.href;
        continue;
      }
      if (!response.ok) return failure(explainAnswer(line, { response, text, onward }));
      return ok({ body: readJson(text), hasNext: /rel="?next\b/.test(response.headers.get("link") ?? "") });
    }
  } catch (error) {
    return failure(explainNetwork(line, error));
  }
}

function redirectOf(response: Response, from: string): URL | undefined {
  const to = response.headers.get("location");
  if (response.status < 300 || response.status >= 400 || to === null) return undefined;
  return URL.canParse(to, from) ? new URL(to, from) : undefined;
}

/** What a proxy in between has to say is no JSON. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
