import type { ForgeTrouble } from "../model/forge.ts";
import { oneLine } from "../model/one-line.ts";
import type { Line } from "./ask-forge.ts";

/** Codes of Node's and OpenSSL's that mean: it is there, and is not who it should be. */
const tls = /CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER/;

/** Why there was no answer. `fetch` says only that it failed; the reason is the error's cause. */
export function explainNetwork(line: Line, error: unknown): ForgeTrouble {
  const { name, message, cause } = error as Error & { cause?: { code?: string; message?: string } };
  const at = `the forge at ${line.url}`;
  if (name === "TimeoutError") {
    const what = `${at} has not answered within ${line.limitMs / 1000} s`;
    return { kind: "away", what, hint: "It is asked again later. Nothing else waits for it.", retryAfterMs: undefined };
  }
  const code = cause?.code ?? "";
  const why = oneLine(`${cause?.message || code || message}`, 200).replaceAll(line.token, "…");
  if (tls.test(code)) {
    const hint =
      "If its certificate is from an authority of your own: NODE_EXTRA_CA_CERTS=/path/to/its.pem for the runner.";
    return { kind: "refused", status: undefined, what: `${at} cannot be trusted: ${why} (${code})`, hint };
  }
  const hint = "It is asked again later. Behind a proxy: NODE_USE_ENV_PROXY=1 and HTTPS_PROXY for the runner.";
  return { kind: "away", what: `${at} cannot be reached: ${why}`, hint, retryAfterMs: undefined };
}
