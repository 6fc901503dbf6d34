import type { IncomingHttpHeaders, Server } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { once } from "node:events";
import { onTestFinished } from "vitest";

/** A call as it arrived. */
export interface Recorded {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

/** What it is answered; "never": the line stays open and silent. */
export type Answer =
  { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: unknown } | "never";

/** A server on this machine that records what it is asked. Gone after the test. */
export interface RecordingForge {
  readonly url: string;
  readonly calls: readonly Recorded[];
  /** How calls are answered from now on. */
  answer: (call: Recorded) => Answer;
  /** Resolves when so many calls have come in. */
  readonly whenCalled: (count: number) => Promise<void>;
  readonly close: () => Promise<void>;
}

export async function startForge(answer: RecordingForge["answer"], port = 0): Promise<RecordingForge> {
  const calls: Recorded[] = [];
  const listeners = new Set<() => void>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const text = Buffer.concat(chunks).toString("utf8");
      const { method = "", url = "", headers } = request;
      const call = { method, path: url, headers, body: text === "" ? undefined : (JSON.parse(text) as unknown) };
      calls.push(call);
      for (const listen of listeners) listen();
      const answered = forge.answer(call);
      if (answered === "never") return;
      response.writeHead(answered.status, { "content-type": "application/json", ...answered.headers });
      response.end(JSON.stringify(answered.body ?? {}));
    });
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const forge: RecordingForge = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    answer,
    whenCalled: (count) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (calls.length < count) return;
          listeners.delete(look);
          resolve();
        };
        listeners.add(look);
        look();
      }),
    close: () => closeServer(server),
  };
  onTestFinished(() => closeServer(server));
  return forge;
}

async function closeServer(server: Server): Promise<void> {
  if (!server.listening) return;
  server.closeAllConnections();
  server.close();
  await once(server, "close");
}
