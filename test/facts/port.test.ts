import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { connect, createServer } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { isRefusal } from "../../src/facts/network/is-refusal.ts";
import { isSelfConnected } from "../../src/facts/network/is-self-connected.ts";
import { valueOf } from "./host.ts";

async function openPort() {
  const server = createServer((socket) => socket.on("error", () => undefined).resume());
  await once(server.listen(0, "127.0.0.1"), "listening");
  const close = async (): Promise<void> => {
    if (server.listening) await once(server.close(), "close");
  };
  onTestFinished(close);
  return { port: (server.address() as AddressInfo).port, close };
}

test.each(["127.0.0.1", "localhost"])("a port that is opened and closed: %s", async (host) => {
  const { port, close } = await openPort();
  expect(await valueOf({ kind: "port", host, port })).toEqual({ kind: "boolean", value: true });
  await close();
  expect(await valueOf({ kind: "port", host, port })).toEqual({ kind: "boolean", value: false });
});

test("a name that does not resolve is unknown", async () => {
  // RFC 6761: nobody ever has it. A host without a name server is told so otherwise.
  const value = await valueOf({ kind: "port", host: "runner.invalid", port: 22 }, 2000);
  expect(value).toMatchObject({ kind: "unknown" });
});

test("a connection that met itself is nobody's", async () => {
  const { port, close } = await openPort();
  const plain = connect({ host: "127.0.0.1", port });
  await once(plain, "connect");
  expect(isSelfConnected(plain)).toBe(false);
  plain.destroy();
  await close();
  const own = connect({ host: "127.0.0.1", port, localAddress: "127.0.0.1", localPort: port });
  onTestFinished(() => void own.destroy());
  await once(own, "connect");
  expect(isSelfConnected(own)).toBe(true);
});

const failed = (code: string): Error => Object.assign(new Error(code), { code });

test.each([
  { name: "nobody there", error: failed("ECONNREFUSED"), refusal: true },
  { name: "no such host in this network", error: failed("EHOSTUNREACH"), refusal: true },
  { name: "no way there", error: failed("ENETUNREACH"), refusal: true },
  { name: "silence", error: failed("ETIMEDOUT"), refusal: false },
  { name: "no name", error: failed("ENOTFOUND"), refusal: false },
  { name: "all addresses", error: new AggregateError([failed("ECONNREFUSED"), failed("ENETUNREACH")]), refusal: true },
  { name: "one of two", error: new AggregateError([failed("ECONNREFUSED"), failed("ETIMEDOUT")]), refusal: false },
  { name: "no address", error: new AggregateError([]), refusal: false },
])("a no: $name is $refusal", ({ error, refusal }) => {
  expect(isRefusal(error)).toBe(refusal);
});
