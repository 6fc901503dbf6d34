import { execFileSync, spawnSync } from "node:child_process";
import { closeSync, constants, openSync } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { open, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { mayHang } from "../../src/facts/may-hang.ts";
import { makeFolder, never } from "./host.ts";

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
  const first = mayHang(path, never, start);
  const second = mayHang(path, never, start);
  release();
  const file = await first;
  expect(await second).toBe(file);
  await file.close();
  expect(starts()).toBe(1);
});

test("when it is over it is begun anew, also after a failure", async () => {
  const read = (path: string) => mayHang("one name", never, () => stat(path));
  await expect(read("/nowhere")).rejects.toMatchObject({ code: "ENOENT" });
  expect(await read("/")).toMatchObject({ nlink: expect.any(Number) as number });
});

test("however many hang, the rest of the runner keeps a thread; who gives up in the queue is never begun", async () => {
  const hanging = Array.from({ length: 3 }, makeHanging);
  const opened = hanging.map(({ path, start }) => mayHang(path, never, start));
  const fourth = makeHanging();
  const limit = new AbortController();
  const queued = mayHang(fourth.path, limit.signal, fourth.start);
  const patient = mayHang("/", never, () => stat("/"));
  expect(await readFile("/proc/self/comm", "utf8")).not.toBe("");
  limit.abort(new Error("took too long"));
  await expect(queued).rejects.toThrow("took too long");
  await expect(mayHang("/", limit.signal, () => stat("/"))).rejects.toThrow("took too long");
  for (const { release } of hanging) release();
  for (const file of await Promise.all(opened)) await file.close();
  expect(await patient).toMatchObject({ nlink: expect.any(Number) as number });
  expect([...hanging, fourth].map(({ starts }) => starts())).toEqual([1, 1, 1, 0]);
});

test("who gives up does not spoil it for others", async () => {
  const { path, start, starts, release } = makeHanging();
  const limit = new AbortController();
  const impatient = mayHang(path, limit.signal, start);
  const patient = mayHang(path, never, start);
  limit.abort(new Error("took too long"));
  await expect(impatient).rejects.toThrow("took too long");
  release();
  await (await patient).close();
  expect(starts()).toBe(1);
});

test("a process ends with its code though a call hangs", () => {
  const { path } = makeHanging();
  const program = `
    import { open } from "node:fs/promises";
    import { endThoughHanging } from "${new URL("../../src/facts/end-though-hanging.ts", import.meta.url).href}";
    import { mayHang } from "${new URL("../../src/facts/may-hang.ts", import.meta.url).href}";
    endThoughHanging(1);
    mayHang("it", new AbortController().signal, () => open(${JSON.stringify(path)}));
    console.log("hangs");
    endThoughHanging(7);
  `;
  const { status, stdout } = spawnSync(process.execPath, ["--input-type=module", "--eval", program], {
    encoding: "utf8",
    timeout: 20_000,
  });
  expect({ status, stdout }).toEqual({ status: 7, stdout: "hangs\n" });
});
