import { execFileSync, spawnSync } from "node:child_process";
import { closeSync, constants, openSync } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { open, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { Patience } from "../../src/facts/may-hang.ts";
import { mayHang, noLongerWanted } from "../../src/facts/may-hang.ts";
import { makeFolder, never } from "./host.ts";

const now = () => Date.UTC(2026, 10, 27, 14);
const patient: Patience = { signal: never, now };
const until = ({ signal }: AbortController): Patience => ({ signal, now });

/** Opening it to read hangs until somebody opens it to write. */
function makeHanging() {
  const path = join(makeFolder(), "pipe");
  execFileSync("mkfifo", [path]);
  let starts = 0;
  const start = (): Promise<FileHandle> => {
    starts += 1;
    return open(path, "r");
  };
  let writer: number | undefined;
  const release = (): void => {
    writer ??= openSync(path, constants.O_RDWR);
  };
  onTestFinished(() => {
    release();
    closeSync(writer!);
  });
  return { path, start, starts: () => starts, release };
}

test("who asks while it hangs gets the result of the one that hangs", async () => {
  const { path, start, starts, release } = makeHanging();
  const first = mayHang(path, patient, start);
  const second = mayHang(path, patient, start);
  release();
  const file = await first;
  expect(await second).toBe(file);
  await file.close();
  expect(starts()).toBe(1);
});

test("when it is over it is begun anew, also after a failure", async () => {
  const read = (path: string) => mayHang("one name", patient, () => stat(path));
  await expect(read("/nowhere")).rejects.toMatchObject({ code: "ENOENT" });
  expect(await read("/")).toMatchObject({ nlink: expect.any(Number) as number });
});

test("however many hang, the rest of the runner keeps a thread; who gives up in the queue is never begun", async () => {
  const hanging = Array.from({ length: 3 }, makeHanging);
  const opened = hanging.map(({ path, start }) => mayHang(path, patient, start));
  const fourth = makeHanging();
  const limit = new AbortController();
  const queued = mayHang(fourth.path, until(limit), fourth.start);
  const last = mayHang("/", patient, () => stat("/"));
  expect(await readFile("/proc/self/comm", "utf8")).not.toBe("");
  limit.abort(new Error("took too long"));
  await expect(queued).rejects.toThrow("took too long");
  await expect(mayHang("/", until(limit), () => stat("/"))).rejects.toThrow("took too long");
  for (const { release } of hanging) release();
  for (const file of await Promise.all(opened)) await file.close();
  expect(await last).toMatchObject({ nlink: expect.any(Number) as number });
  expect([...hanging, fourth].map(({ starts }) => starts())).toEqual([1, 1, 1, 0]);
});

test("what is no longer wanted does not hang for it: who asks next waits for the same call", async () => {
  const { path, start, starts, release } = makeHanging();
  const round = new AbortController();
  const first = mayHang(path, until(round), start);
  round.abort(noLongerWanted);
  await expect(first).rejects.toBe(noLongerWanted);
  const second = mayHang(path, patient, start);
  release();
  await (await second).close();
  expect(starts()).toBe(1);
});

test("who gives up does not spoil it for others", async () => {
  const { path, start, starts, release } = makeHanging();
  const limit = new AbortController();
  const impatient = mayHang(path, until(limit), start);
  const other = mayHang(path, patient, start);
  limit.abort(new Error("took too long"));
  await expect(impatient).rejects.toThrow("took too long");
  release();
  await (await other).close();
  expect(starts()).toBe(1);
});

test("what somebody has given up on is not waited for: it hangs, until it is over", async () => {
  const { path, start, starts, release } = makeHanging();
  const limit = new AbortController();
  const first = mayHang(path, until(limit), start);
  const second = mayHang(path, patient, start);
  limit.abort(new Error("took too long"));
  await expect(first).rejects.toThrow("took too long");
  await expect(mayHang(path, patient, start)).rejects.toThrow("hangs since 2026-11-27T14:00:00Z");
  release();
  await (await second).close();
  await (await mayHang(path, patient, start)).close();
  expect(starts()).toBe(2);
});

test("when all threads hang, nobody waits for one", async () => {
  const hanging = Array.from({ length: 3 }, makeHanging);
  const limit = new AbortController();
  const opened = hanging.map(({ path, start }) => mayHang(path, patient, start));
  const givenUp = hanging.map(({ path, start }) => mayHang(path, until(limit), start));
  limit.abort(new Error("took too long"));
  await Promise.allSettled(givenUp);
  const others = hanging.map(({ path }) => path).join(", ");
  await expect(mayHang("/", patient, () => stat("/"))).rejects.toThrow(
    `cannot be read while so many others hang: ${others}`,
  );
  for (const { release } of hanging) release();
  for (const file of await Promise.all(opened)) await file.close();
  expect(await mayHang("/", patient, () => stat("/"))).toMatchObject({ nlink: expect.any(Number) as number });
});

test("a process ends with its code though a call hangs", () => {
  const { path } = makeHanging();
  const program = `
    import { open } from "node:fs/promises";
    import { endThoughHanging } from "${new URL("../../src/facts/end-though-hanging.ts", import.meta.url).href}";
    import { mayHang } from "${new URL("../../src/facts/may-hang.ts", import.meta.url).href}";
    endThoughHanging(1);
    mayHang("it", { signal: new AbortController().signal, now: Date.now }, () => open(${JSON.stringify(path)}));
    console.log("hangs");
    endThoughHanging(7);
  `;
  const { status, stdout } = spawnSync(process.execPath, ["--input-type=module", "--eval", program], {
    encoding: "utf8",
    timeout: 20_000,
  });
  expect({ status, stdout }).toEqual({ status: 7, stdout: "hangs\n" });
});
