import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, constants, createReadStream, openSync } from "node:fs";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { makeFolder } from "./folder.ts";
import { runBin } from "./run-bin.ts";

const bin = new URL("../../bin/runner.js", import.meta.url).pathname;

/** More than a pipe holds, which is 64 KiB by default: pipe(7). */
const ids = Array.from({ length: 3000 }, (_, i) => `a-task-with-a-name-of-some-length-${i}`);
const files = { "tasks.d/all.yaml": `tasks:\n${ids.map((id) => `  - { id: ${id}, run: 'true' }\n`).join("")}` };

test("all of it gets through a pipe that does not block", async () => {
  const folder = makeFolder(files);
  const path = `${folder.dir}/pipe`;
  execFileSync("mkfifo", [path]);
  // For reading too, or there would have to be a reader before it can be opened.
  const fd = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  const child = spawn(process.execPath, [bin, "list", "--ids"], { cwd: folder.dir, stdio: ["ignore", fd, "inherit"] });
  const read = text(createReadStream(path));
  const exit = once(child, "exit");
  await exit;
  closeSync(fd);
  expect(await exit).toEqual([0, null]);
  expect((await read).trimEnd().split("\n").sort()).toEqual([...ids].sort());
});

test("a reader who has seen enough is no error", async () => {
  const { child, done } = runBin(["list", "--ids"], makeFolder(files).dir);
  child.stdout!.destroy();
  const exit = once(child, "exit");
  await done.catch(() => undefined);
  expect(await exit).toEqual([0, null]);
});

test("an unknown verb: standard error, exit code 2, and what was meant", async () => {
  expect(await runBin(["vaildate"], makeFolder().dir).done).toEqual({
    code: 2,
    out: "",
    err: 'runner: there is no verb "vaildate". Did you mean "validate"? `runner --help` lists them.\n',
  });
});
