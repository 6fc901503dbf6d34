import { once } from "node:events";
import type { RequestListener } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { valueOf } from "./host.ts";

const yes = { kind: "boolean", value: true };
const no = { kind: "boolean", value: false };

async function serve(answer: RequestListener) {
  const server = createServer(answer);
  await once(server.listen(0, "127.0.0.1"), "listening");
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    if (server.listening) await once(server.close(), "close");
  };
  onTestFinished(stop);
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, stop };
}

test.each<{ name: string; path: string; status: number; value: object }>([
  { name: "the status", path: "/", status: 200, value: yes },
  { name: "another", path: "/", status: 204, value: no },
  { name: "not found, as it should be", path: "/nowhere", status: 404, value: yes },
  { name: "not found", path: "/nowhere", status: 200, value: no },
  { name: "a redirect is not followed", path: "/moved", status: 200, value: no },
  { name: "a redirect is a status", path: "/moved", status: 302, value: yes },
  { name: "a body without an end is not read", path: "/endless", status: 200, value: yes },
  {
    name: "nobody answers",
    path: "/hanging",
    status: 200,
    value: { kind: "unknown", why: "took longer than 0.5 s" },
  },
  { name: "hung up", path: "/rude", status: 200, value: { kind: "unknown", why: "socket hang up" } },
])("$name", async ({ path, status, value }) => {
  const { host } = await serve(({ method, url }, response) => {
    if (method !== "GET") response.writeHead(405).end();
    else if (url === "/") response.end("fine");
    else if (url === "/moved") response.writeHead(302, { location: "/" }).end();
    else if (url === "/endless") response.write("for ever");
    else if (url === "/rude") response.destroy();
    else if (url !== "/hanging") response.writeHead(404).end();
  });
  const timeLimitMs = path === "/hanging" ? 500 : 30_000;
  expect(await valueOf({ kind: "http", url: `http://${host}${path}`, status }, timeLimitMs)).toEqual(value);
});

test("a server that is stopped", async () => {
  const { host, stop } = await serve((_request, response) => response.end());
  await stop();
  expect(await valueOf({ kind: "http", url: `http://${host}/`, status: 200 })).toEqual(no);
});

test("the connection is not kept", async () => {
  const closed = Promise.withResolvers<void>();
  const { host } = await serve(({ socket }, response) => {
    socket.once("close", () => closed.resolve());
    response.end();
  });
  expect(await valueOf({ kind: "http", url: `http://${host}/`, status: 200 })).toEqual(yes);
  await closed.promise;
});

test("TLS with somebody who knows none is unknown", async () => {
  const { host } = await serve((_request, response) => response.end());
  expect(await valueOf({ kind: "http", url: `https://${host}/`, status: 200 })).toMatchObject({ kind: "unknown" });
});

test("a name that does not resolve is unknown", async () => {
  const value = await valueOf({ kind: "http", url: "http://runner.invalid/", status: 200 }, 2000);
  expect(value).toMatchObject({ kind: "unknown" });
});
