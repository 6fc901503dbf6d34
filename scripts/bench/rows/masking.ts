import { makeRedactor } from "../../../src/redact/index.ts";
import type { Row } from "../bench.ts";

const megabyte = 1_000_000;

/** A log of a backup goes through in pieces of a megabyte, with three secrets of which none is in it. */
export const masking: Row = {
  name: "masking",
  measure({ quick }) {
    const flow = makeRedactor(["correct horse battery", "hunter2/and+more", "pKu3vN0aXyTq8ZbL5wRd"]).open();
    const piece = makePiece();
    const turns = quick ? 40 : 400;
    for (let i = 0; i < 20; i += 1) flow.push(piece);
    // The processor's time: others at work on the machine do not count.
    const before = process.cpuUsage().user;
    for (let i = 0; i < turns; i += 1) flow.push(piece);
    const seconds = (process.cpuUsage().user - before) / 1e6;
    const rate = (turns * piece.length) / megabyte / seconds;
    const what = "masking 200 MB of log";
    return Promise.resolve([{ what, measured: 200 / rate, unit: "s", limit: 1, note: `${Math.round(rate)} MB/s` }]);
  },
};

function makePiece(): Buffer {
  const lines: string[] = [];
  for (let i = 0; lines.length < 9000; i += 1)
    lines.push(
      `2026-11-27T03:0${i % 10}:12Z INFO copied /var/lib/postgresql/${i}/base/${(i * 7919) % 100_003} (${i * 31} bytes)`,
    );
  return Buffer.from(`${lines.join("\n")}\n`).subarray(0, megabyte);
}
