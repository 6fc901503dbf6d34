import type { ChildProcess } from "node:child_process";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { makeFactReader } from "../../src/facts/index.ts";
import { readArgv } from "../../src/facts/processes/read-argv.ts";
import { isGone, readProcStat } from "../../src/facts/processes/read-proc-stat.ts";
import { makeStage, obedient } from "../execute/stage.ts";
import { makeFolder, mayMount, never, valueOf } from "./host.ts";

const yes = { kind: "boolean", value: true };
const no = { kind: "boolean", value: false };

/** No other process of the host has it; with up to five letters it is short enough to be a comm. */
const nameOf = (letters: string): string => `rf${process.pid}${letters}`;
const read = (name: string) => valueOf({ kind: "process", name });

/** A program of this name that is another one in truth. */
function linkTo(program: string, name: string): string {
  const link = join(makeFolder(), name);
  symlinkSync(program, link);
  return link;
}

/** Its first line is the sign that it has begun; the end of its input that it shall end. */
async function start(
  file: string,
  args: readonly string[],
): Promise<{ child: ChildProcess; line: string; end(): Promise<void> }> {
  const child = spawn(file, args, { stdio: ["pipe", "pipe", "inherit"] });
  const gone = once(child, "exit");
  const end = async (): Promise<void> => {
    child.stdin.end();
    await gone;
  };
  onTestFinished(end);
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  return { child, line: String(line).trim(), end };
}

/** Whoever opens it waits until the other end is opened too. */
function makePipe(): string {
  const pipe = join(makeFolder(), "pipe");
  execFileSync("mkfifo", [pipe]);
  return pipe;
}

function catchFrom(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

const waitForEnd = "echo up; read line; :";

test("a process that appears and vanishes, by what the kernel calls it", async () => {
  const name = nameOf("sh");
  expect(await read(name)).toEqual(no);
  const { end } = await start(linkTo("/bin/sh", name), ["-c", waitForEnd]);
  expect(await read(name)).toEqual(yes);
  await end();
  expect(await read(name)).toEqual(no);
});

test("a process that the kernel calls otherwise, by the name it was started by", async () => {
  const stage = await makeStage();
  const name = nameOf("-a-long-name");
  const child = spawn(linkTo(process.execPath, name), [obedient, stage.socket, "p"], { stdio: "ignore" });
  const gone = once(child, "exit");
  const puppet = await stage.meet("p");
  expect(readFileSync(`/proc/${puppet.pid}/comm`, "utf8")).not.toContain(name);
  expect(await read(name)).toEqual(yes);
  puppet.order("exit 0");
  await gone;
  expect(await read(name)).toEqual(no);
});

test.each([
  { name: "executed", first: "#!/bin/sh", by: [] },
  { name: "executed, with an option for its interpreter", first: "#!/bin/sh -e", by: [] },
  { name: "by way of env", first: "#!/usr/bin/env sh", by: [] },
  { name: "given to a shell", first: "", by: ["/bin/sh"] },
])("a script with a long name, $name", async ({ first, by }) => {
  const name = nameOf("-a-long-name.sh");
  const script = join(makeFolder(), name);
  writeFileSync(script, `${first}\n${waitForEnd}\n`, { mode: 0o755 });
  const [file, ...args] = [...by, script];
  const { end } = await start(file!, args);
  expect(await read(name)).toEqual(yes);
  await end();
  expect(await read(name)).toEqual(no);
});

test("names are bytes: one that is not ASCII", async () => {
  const name = nameOf("äö");
  await start(linkTo("/bin/sh", name), ["-c", waitForEnd]);
  expect(await read(name)).toEqual(yes);
});

test("a thousand names are found in one sweep", async () => {
  const names = Array.from({ length: 1000 }, (_, index) => nameOf(String(index)));
  await start(linkTo("/bin/sh", names[500]!), ["-c", waitForEnd]);
  const reader = makeFactReader({ now: Date.now, timeLimitMs: 30_000 });
  const facts = await reader.read(names.map((name) => ({ kind: "process", name })));
  expect(facts.filter(({ value }) => value.kind === "boolean" && value.value).map(({ key }) => key)).toEqual([
    `process(${names[500]!})`,
  ]);
  expect(facts.filter(({ value }) => value.kind === "unknown")).toEqual([]);
});

test("a zombie is none", async () => {
  const name = nameOf("z");
  const pipe = makePipe();
  // `cat` takes the place of the shell, which would collect it.
  const script = `"$0" -c 'read line <"$0"' "$1" & echo $!; exec cat >/dev/null`;
  const { child, line } = await start("/bin/sh", ["-c", script, linkTo("/bin/sh", name), pipe]);
  await vi.waitFor(() => expect(readFileSync(`/proc/${child.pid!}/comm`, "utf8")).toBe("cat\n"));
  const writer = await open(pipe, "w");
  expect(await read(name)).toEqual(yes);
  await writer.close();
  await vi.waitFor(() => expect(readFileSync(`/proc/${line}/stat`, "utf8")).toContain(`(${name}) Z`));
  expect(await read(name)).toEqual(no);
});

test.each(["stat", "cmdline"])("one that goes between the opening of its %s and the reading", async (name) => {
  const child = spawn("cat", { stdio: ["pipe", "ignore", "ignore"] });
  const file = openSync(`/proc/${child.pid!}/${name}`, "r");
  child.stdin.end();
  await once(child, "exit");
  expect(isGone(catchFrom(() => readFileSync(file)))).toBe(true);
  closeSync(file);
});

test("one that is gone", async () => {
  const child = spawn("true", { stdio: "ignore" });
  await once(child, "exit");
  expect(readProcStat(child.pid!)).toBe("gone");
  expect(await readArgv(child.pid!, { signal: never, now: Date.now })).toEqual([]);
});

test("others that come and go all the time while one is looked for", async () => {
  const name = nameOf("sh");
  await start(linkTo("/bin/sh", name), ["-c", waitForEnd]);
  const busy = spawn("/bin/sh", ["-c", "while :; do /bin/true; done"], { stdio: "ignore" });
  onTestFinished(() => void busy.kill("SIGKILL"));
  for (let round = 0; round < 20; round += 1) {
    expect([await read(name), await read(nameOf("none"))]).toEqual([yes, no]);
  }
});

test("threads are none", async () => {
  const stage = await makeStage();
  spawn(process.execPath, [obedient, stage.socket, "p"], { stdio: "ignore" });
  const { pid } = await stage.meet("p");
  const threads = readdirSync(`/proc/${pid}/task`).map((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/comm`, "utf8").trim(),
  );
  const name = threads.find((thread) => thread !== "node" && thread !== threads[0]);
  expect(name).toMatch(/./);
  expect(await read(name!)).toEqual(no);
});

test("the runner itself is none", async () => {
  const { title } = process;
  onTestFinished(() => void (process.title = title));
  process.title = nameOf("me");
  expect(readFileSync("/proc/self/cmdline", "utf8")).toContain(nameOf("me"));
  expect(await read(nameOf("me"))).toEqual(no);
});

test("what a fact is read by is none", async () => {
  const name = nameOf("c");
  const pipe = makePipe();
  const command = valueOf({ kind: "command", command: [linkTo("/bin/sh", name), "-c", `read line <'${pipe}'`] });
  // Opened when the command has.
  const writer = await open(pipe, "w");
  expect(await read(name)).toEqual(no);
  await writer.write("\n");
  await writer.close();
  expect(await command).toEqual(yes);
});

// An ordinary user, and root in many a container, may not mount anything.
if (mayMount()) {
  test("a host that shows nobody the processes of others: what is not seen is unknown", async () => {
    const name = nameOf("h");
    const program = `const { makeFactReader } = await import(process.argv[1]);
      process.setgroups([]), process.setegid(65534), process.seteuid(65534);
      const names = process.argv.slice(2).map((name) => ({ kind: "process", name }));
      console.log(JSON.stringify((await makeFactReader({ now: Date.now }).read(names)).map(({ value }) => value)));`;
    const mount = `mount -t proc -o hidepid=2 proc /proc; exec "$@"`;
    const index = new URL("../../src/facts/index.ts", import.meta.url).href;
    const node = [process.execPath, "--input-type=module", "-e", program, index];
    await start(linkTo("/bin/sh", name), ["-c", waitForEnd]);
    const text = execFileSync("unshare", ["-m", "sh", "-c", mount, "sh", ...node, name, nameOf("x")]);
    const unknown = { kind: "unknown", why: "some processes may not be looked at by this user" };
    expect(JSON.parse(String(text))).toEqual([unknown, unknown]);
  });
}
