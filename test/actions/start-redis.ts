import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync } from "node:fs";
import type { AddressInfo, Socket } from "node:net";
import { createConnection, createServer } from "node:net";
import { join } from "node:path";
import { makeFolder } from "./run-action.ts";

/** A Redis server of the test's own, reached by a socket in its folder, and where `settings` say so, by a port. */
export interface Redis {
  readonly folder: string;
  readonly url: string;
  /** Sends commands over one connection that stays open, and gives the answer to the last one as it is written. */
  readonly ask: (...commands: string[][]) => Promise<string>;
  readonly stop: () => Promise<void>;
}

export async function startRedis(settings: readonly string[] = []): Promise<Redis> {
  if (!existsSync("/usr/bin/redis-server")) throw new Error("these tests need Redis: install the package redis-server");
  const folder = makeFolder();
  chmodSync(folder, 0o755);
  const socket = join(folder, "socket");
  const args = ["--port", "0", "--unixsocket", socket, "--dir", folder, "--save", "", ...settings];
  const server = spawn("redis-server", args, { stdio: ["ignore", "pipe", "inherit"] });
  await waitFor(server.stdout, "ready to accept connections at");
  const connections: Socket[] = [];
  return {
    folder,
    url: `unix://${socket}`,
    async ask(...commands) {
      const connection = createConnection(socket);
      connections.push(connection);
      for (const command of commands.slice(0, -1)) await exchange(connection, command);
      return await exchange(connection, commands.at(-1)!);
    },
    async stop() {
      for (const connection of connections) connection.destroy();
      server.kill("SIGKILL");
      if (server.exitCode === null && server.signalCode === null) await once(server, "exit");
    },
  };
}

function waitFor(stream: NodeJS.ReadableStream, wanted: string): Promise<void> {
  let text = "";
  return new Promise((resolve, reject) => {
    stream.on("data", (bytes: Buffer) => {
      text += bytes.toString();
      if (text.includes(wanted)) resolve();
    });
    stream.on("end", () => reject(new Error(`redis-server has not started: ${text}`)));
  });
}

async function exchange(connection: Socket, command: readonly string[]): Promise<string> {
  connection.write(command.map((word) => JSON.stringify(word)).join(" ") + "\r\n");
  const [bytes] = (await once(connection, "data")) as [Buffer];
  return bytes.toString();
}

/**
 * A server that defragments, which those of distributions cannot, their allocator being another. It answers as Redis does,
 * from a copy of a real INFO in which `active_defrag_running` is what the test says. `set`: how it is set to begin with.
 */
export async function startDefragmenting(
  info: string,
  running: () => number,
  set: "yes" | "no" = "no",
): Promise<{ url: string; settings: string[]; stop: () => void }> {
  const settings: string[] = [];
  const connections = new Set<Socket>();
  const server = createServer((connection) => {
    connections.add(connection);
    connection.on("error", () => undefined);
    connection.on("data", (bytes) => {
      const words = bytes
        .toString()
        .split("\r\n")
        .filter((_, index) => index > 0 && index % 2 === 0);
      const [verb, about, , value] = words;
      if (verb === "CONFIG" && about === "SET") settings.push(value!);
      connection.write(answer(`${verb} ${about}`, info, running, settings.at(-1) ?? set));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    settings,
    stop() {
      for (const connection of connections) connection.destroy();
      server.close();
    },
  };
}

function answer(command: string, info: string, running: () => number, set: string): string {
  switch (command) {
    case "INFO everything": {
      const text = info.replace(/active_defrag_running:\d+/, `active_defrag_running:${running()}`);
      return `$${Buffer.byteLength(text)}\r\n${text}\r\n`;
    }
    case "CONFIG GET":
      return `*2\r\n$12\r\nactivedefrag\r\n$${set.length}\r\n${set}\r\n`;
    case "CLIENT ID":
    case "SLOWLOG LEN":
      return ":0\r\n";
    case "CLIENT LIST":
      return "$0\r\n\r\n";
    case "SLOWLOG GET":
      return "*0\r\n";
    default:
      return "+OK\r\n";
  }
}
