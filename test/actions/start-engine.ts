import { createServer } from "node:http";
import type { Server } from "node:http";
import { join } from "node:path";
import { makeFolder } from "./run-action.ts";

/**
 * As much of Docker's engine as its own client asks for: an engine cannot run everywhere that tests do. `host` is for
 * DOCKER_HOST; `stats` are by a container's name.
 */
export async function startEngine(
  containers: readonly object[],
  stats: Readonly<Record<string, object>> = {},
): Promise<{ server: Server; host: string }> {
  const path = join(makeFolder(), "docker.sock");
  const server = createServer((request, response) => {
    response.setHeader("Api-Version", "1.41").setHeader("Content-Type", "application/json");
    const rows = containers.map((container, at) => ({
      Id: `${at}`,
      Image: "shop",
      Created: 1,
      Ports: [],
      ...container,
    }));
    const [, name] = /\/containers\/([^/]+)\/stats/.exec(request.url!) ?? [];
    if (name !== undefined) response.end(JSON.stringify(stats[name]));
    else response.end(request.url!.includes("/containers/json") ? JSON.stringify(rows) : "OK");
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return { server, host: `unix://${path}` };
}
