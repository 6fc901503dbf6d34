import type { Socket } from "node:net";

/**
 * A connection to a port of this host that nobody listens at may meet itself: if the kernel happens to choose that very
 * port for this end of it, both ends open at the same time (RFC 9293, 3.5).
 */
export function isSelfConnected({ localAddress, localPort, remoteAddress, remotePort }: Socket): boolean {
  return localPort === remotePort && localAddress === remoteAddress;
}
