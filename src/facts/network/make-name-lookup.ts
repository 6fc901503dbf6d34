import { lookup } from "node:dns/promises";
import type { LookupFunction } from "node:net";
import type { Patience } from "../may-hang.ts";
import { mayHang } from "../may-hang.ts";
import { describeTrouble } from "../describe-trouble.ts";

/**
 * For node:net: getaddrinfo(3), which waits in a thread for name servers that may be away for longer than a fact may take.
 */
export function makeNameLookup(patience: Patience): LookupFunction {
  return (name, { all }, callback) => {
    mayHang(`lookup ${name}`, patience, () => lookup(name, { all: true })).then(
      (addresses) => (all ? callback(null, addresses) : callback(null, addresses[0]!.address, addresses[0]!.family)),
      (error: unknown) => callback(new Error(`the name does not resolve: ${describeTrouble(error)}`), ""),
    );
  };
}
