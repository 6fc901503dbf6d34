import type { IncomingMessage } from "node:http";
import { addressPatienceMs } from "../network/address-patience.ts";
import { isRefusal } from "../network/is-refusal.ts";
import { makeNameLookup } from "../network/make-name-lookup.ts";
import type { Reader, Reading } from "../reader.ts";

/**
 * True for this status, false for another one or where nobody accepts a connection; all else is unknown: no answer in
 * time, a name that does not resolve, a certificate that is not good. A redirect is a status; no body is read.
 */
export const readHttp: Reader<"http"> = async ({ url, status }, reading) => {
  try {
    return { kind: "boolean", value: (await get(new URL(url), reading)) === status };
  } catch (error) {
    if (isRefusal(error)) return { kind: "boolean", value: false };
    throw error;
  }
};

async function get(url: URL, reading: Reading): Promise<number | undefined> {
  // Loaded when needed: they cost every verb some of its start.
  const http = await (url.protocol === "https:" ? import("node:https") : import("node:http"));
  const lookup = makeNameLookup(reading);
  const patience = { autoSelectFamilyAttemptTimeout: addressPatienceMs };
  // Its own connection, closed afterwards. Some servers turn away who does not say what he is.
  const options = { agent: false, headers: { "user-agent": "runner" }, lookup, signal: reading.signal, ...patience };
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const request = http.get(url, options, resolve).on("error", reject);
  try {
    return (await promise).statusCode;
  } finally {
    request.destroy();
  }
}
