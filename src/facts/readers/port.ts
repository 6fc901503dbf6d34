import { once } from "node:events";
import { connect } from "node:net";
import { isRefusal } from "../network/is-refusal.ts";
import { isSelfConnected } from "../network/is-self-connected.ts";
import { makeNameLookup } from "../network/make-name-lookup.ts";
import { addressPatienceMs } from "../network/address-patience.ts";
import type { Reader } from "../reader.ts";

/**
 * Accepted is true; refused or unreachable is false: nobody there accepts anything from this host. No answer within the
 * time, or a name that does not resolve, is unknown: the one may be a slow network, the other is likelier a mistake.
 */
export const readPort: Reader<"port"> = async ({ host, port }, reading) => {
  const lookup = makeNameLookup(reading);
  const socket = connect({
    host,
    port,
    lookup,
    signal: reading.signal,
    autoSelectFamilyAttemptTimeout: addressPatienceMs,
  });
  try {
    await once(socket, "connect");
    return { kind: "boolean", value: !isSelfConnected(socket) };
  } catch (error) {
    if (isRefusal(error)) return { kind: "boolean", value: false };
    throw error;
  } finally {
    socket.destroy();
  }
};
