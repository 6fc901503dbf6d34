import { once } from "node:events";
import { describe, expect, test } from "vitest";
import { runIdPattern } from "../../src/model/ids.ts";
import type { Calling } from "./call.ts";
import { runBin } from "./run-bin.ts";
import { makeTaskRepository } from "./task-repository.ts";

const fruit = { "tasks.d/fruit.toml": `run = "echo apple; echo pear >&2; printf 'no \\\\033[31mend'"\n` };
const plum = { "tasks.d/plum.toml": 'run = "echo plum!"\n' };
/** Reports go to a remote that is away: what they are made of stays where it is. */
const unpublished = { "runner.toml": '[reports]\nremote = "away"\n' };

describe("of a run that has ended", () => {
  test("as its report has it", async () => {
    const repository = makeTaskRepository({ ...fruit, "runner.toml": '[reports]\nraw_logs = "0B"\n' });
    await repository.call("run fruit");
    expect(await repository.call("logs fruit")).toEqual({ code: 0, out: "apple\npear\nno end\n", err: "" });
  });

  test("from its folder while that is there: all of it, and as it was printed", async () => {
    const repository = makeTaskRepository({ ...fruit, ...unpublished });
    repository.git("remote", "add", "away", "/nowhere.git");
    const { err } = await repository.call("run fruit");
    expect(err).toContain("reports wait in the journal");
    expect((await repository.call("logs fruit")).out).toBe("apple\npear\nno \u001b[31mend\n");
    expect((await repository.call("logs fruit --grep pea")).out).toBe("pear\n");
    const json = JSON.parse((await repository.call("logs fruit --json")).out) as unknown;
    expect(json).toEqual({ run: expect.any(String), task: "fruit", log: "apple\npear\nno \u001b[31mend\n" });
  });

  test("on a terminal nothing in it acts, and its end is told", async () => {
    const repository = makeTaskRepository({ ...fruit, ...unpublished });
    repository.git("remote", "add", "away", "/nowhere.git");
    await repository.call("run fruit");
    const { out, err } = await repository.call("logs fruit", { columns: 80 });
    expect(out).toBe("apple\npear\nno \\x1b[31mend\n");
    expect(err).toMatch(/^fruit \S+: success in \d+ ms\n$/);
  });

  test("by its id or the beginning of one; the newest without a name", async () => {
    const repository = makeTaskRepository({ ...fruit, "tasks.d/other.toml": 'run = "echo other"\n' });
    const at = (text: string) => ({ now: () => Date.parse(text) });
    await repository.call("run fruit", at("2026-11-20T12:00:00Z"));
    await repository.call("run other", at("2026-11-21T12:00:00Z"));
    await repository.call("run other", at("2026-11-21T13:00:00Z"));
    expect((await repository.call("logs 20261120")).out).toMatch(/^apple\n/);
    expect((await repository.call("logs 20261121T13")).out).toBe("other\n");
    expect((await repository.call("logs")).out).toBe("other\n");
    const [newest] = JSON.parse((await repository.call("history --json")).out) as [{ id: string }];
    expect((await repository.call(`logs ${newest.id}`)).out).toBe("other\n");
    expect(await repository.call("logs 20261121T1")).toMatchObject({
      code: 2,
      err: expect.stringContaining("may mean several runs"),
    });
  });

  test("one that was skipped has printed nothing: why", async () => {
    const repository = makeTaskRepository(fruit);
    await repository.call("pause fruit --reason ripening");
    await repository.call("run fruit");
    const { code, out, err } = await repository.call("logs fruit");
    expect({ code, out }).toEqual({ code: 0, out: "" });
    expect(err).toMatch(/^fruit \S+: skipped \(paused\): paused since .*: ripening\n$/);
  });
});

describe("a run live", () => {
  test("until it ends; one that waits is waited for, and what it waits for is told", async () => {
    const repository = makeTaskRepository();
    const slow = repository.puppet("slow");
    repository.commit({
      "tasks.d/one.toml": `run = ${slow.run}\nlocks = ["door"]\n`,
      "tasks.d/two.toml": 'run = "echo two"\nlocks = ["door"]\n',
    });
    await repository.start();
    const asked = JSON.parse((await repository.call("run one two --json")).out) as [{ id: string }, { id: string }];
    const [one, two] = asked.map(({ id }) => repository.begin(`logs ${id} --follow`)) as [Calling, Calling];
    await slow.tell("hello");
    await one.says("hello\n");
    await two.says("two has to wait: locks: ");
    expect((await repository.call("logs one")).out).toBe("hello\n");
    expect(await repository.call("logs two")).toMatchObject({
      code: 2,
      err: expect.stringContaining("two waits and has printed nothing yet"),
    });
    await slow.tell("bye");
    await slow.tell("end");
    expect(await one.done).toEqual({ code: 0, out: "hello\nbye\n", err: "" });
    expect(await two.done).toMatchObject({ code: 0, out: "two\n" });
  });

  test("by the beginning of its id, though it has ended", async () => {
    const repository = makeTaskRepository(fruit);
    await repository.call("run fruit", { now: () => Date.parse("2026-11-20T12:00:00Z") });
    // In a pipe lines are as the run has printed them.
    const out = "apple\npear\nno \u001b[31mend\n";
    expect(await repository.call("logs -f 20261120")).toEqual({ code: 0, out, err: "" });
  });
});

describe("a task live", () => {
  test("each run of it, those that start later too, and no other, until Ctrl-C", async () => {
    const repository = makeTaskRepository({ "tasks.d/other.toml": 'run = "echo other"\n' });
    const slow = repository.puppet("slow");
    repository.commit({ "tasks.d/slow.toml": `run = ${slow.run}\n` });
    await repository.start();
    await repository.call("run slow");
    const following = repository.begin("logs -f slow");
    await slow.tell("first");
    await following.says("first\n");
    await slow.tell("end");
    await repository.call("run other --wait");
    await repository.call("run slow");
    await slow.tell("second");
    await following.says("second\n");
    await slow.tell("end");
    following.stop();
    expect(await following.done).toEqual({ code: 0, out: "first\nsecond\n", err: "" });
  });

  test("where none of it is active, its newest run first, and when the next is due", async () => {
    const repository = makeTaskRepository({
      "tasks.d/apple.toml": 'schedule = "daily at 03:00"\nrun = "echo apple"\n',
    });
    const now = (): number => Date.parse("2026-11-20T12:00:00Z");
    await repository.call("run apple", { now });
    const following = repository.begin("logs -f apple", { now });
    await following.says("the next is due in 15 h, at 2026-11-21T03:00:00Z\n");
    await repository.call("run apple", { now });
    await following.says("apple\napple\n");
    following.stop();
    const { code, err } = await following.done;
    expect(code).toBe(0);
    expect(err).toBe(
      "no runner is up: only what `runner run` starts here is shown. `runner start` starts one.\n" +
        "waiting for a run of apple: the next is due in 15 h, at 2026-11-21T03:00:00Z\n",
    );
  });

  test("although nothing has ever run here", async () => {
    const repository = makeTaskRepository(plum);
    const following = repository.begin("logs plum -f");
    await following.says("waiting for a run of plum: none is due by a schedule (`runner explain plum` says why)\n");
    await repository.call("run plum");
    await following.says("plum!\n");
    following.stop();
    expect(await following.done).toMatchObject({ code: 0, out: "plum!\n" });
  });

  test("on a terminal ends are told, skips too", async () => {
    const repository = makeTaskRepository(plum);
    await repository.start();
    const following = repository.begin("logs -f plum", { columns: 80 });
    await following.says("waiting for a run of plum");
    await repository.call("pause plum --reason ripening");
    await repository.call("run plum --wait");
    await following.says(": skipped (paused): ");
    await repository.call("run plum --force");
    await following.says(": success in ");
    following.stop();
    expect((await following.done).out).toBe("plum!\n");
  });
});

describe("everything live", () => {
  test("each line with its task; what starts meanwhile joins in; until Ctrl-C", async () => {
    const repository = makeTaskRepository();
    const [ape, bee] = [repository.puppet("ape"), repository.puppet("bee")];
    repository.commit({ "tasks.d/ape.toml": `run = ${ape.run}\n`, "tasks.d/bee.toml": `run = ${bee.run}\n` });
    await repository.start();
    await repository.call("run ape");
    const following = repository.begin("logs -f");
    await ape.tell("hoo");
    await following.says("ape | hoo\n");
    await repository.call("run bee");
    await bee.tell("buzz");
    await following.says("bee | buzz\n");
    await Promise.all([ape.tell("end"), bee.tell("end")]);
    await repository.call("run ape");
    await ape.tell("again");
    await following.says("ape | again\n");
    await ape.tell("end");
    following.stop();
    expect(await following.done).toEqual({ code: 0, out: "ape | hoo\nbee | buzz\nape | again\n", err: "" });
  });

  test("runs that begin and end between two looks are not missed, and none is shown twice", async () => {
    const repository = makeTaskRepository({
      "tasks.d/a.toml": 'run = "echo one"\n',
      "tasks.d/b.toml": 'run = "echo two"\n',
    });
    await repository.call("run a");
    const { child, done, says } = runBin(["logs", "-f"], repository.dir);
    await says("waiting for whatever starts: none is due by a schedule\n");
    // It looks no more until it goes on.
    child.kill("SIGSTOP");
    await repository.call("run a");
    await repository.call("run b");
    child.kill("SIGCONT");
    await says("b | two\n");
    await repository.call("run b");
    await says("b | two\nb | two\n");
    child.kill("SIGINT");
    expect(await done).toMatchObject({ code: 0, out: "a | one\nb | two\nb | two\n" });
  });

  test("as values, a line each; only those that contain a text", async () => {
    const repository = makeTaskRepository(fruit);
    const following = repository.begin("logs -f --json --grep p");
    await following.says("waiting for whatever starts");
    await repository.call("run fruit");
    await following.says("pear");
    following.stop();
    const lines = (await following.done).out.trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      { task: "fruit", run: expect.stringMatching(runIdPattern), line: "apple" },
      { task: "fruit", run: expect.stringMatching(runIdPattern), line: "pear" },
    ]);
  });

  test("a reader who has seen enough is no error", async () => {
    const repository = makeTaskRepository();
    const slow = repository.puppet("slow");
    repository.commit({ "tasks.d/slow.toml": `run = ${slow.run}\n` });
    await repository.start();
    await repository.call("run slow");
    const { child, says } = runBin(["logs", "-f"], repository.dir);
    await slow.tell("hello");
    await says("slow | hello\n");
    const ended = once(child, "exit");
    child.stdout!.destroy();
    await slow.tell("more");
    expect(await ended).toEqual([0, null]);
    await slow.tell("end");
  });

  test("Ctrl-C ends the looking, not the run", async () => {
    const repository = makeTaskRepository();
    const slow = repository.puppet("slow");
    repository.commit({ "tasks.d/slow.toml": `run = ${slow.run}\n` });
    await repository.start();
    await repository.call("run slow");
    const program = runBin(["logs", "slow", "-f"], repository.dir);
    await slow.tell("hello");
    await program.says("hello\n");
    program.child.kill("SIGINT");
    expect(await program.done).toMatchObject({ code: 0, err: "" });
    expect(JSON.parse((await repository.call("status --json")).out)).toMatchObject({ active: [{ task: "slow" }] });
    await slow.tell("end");
  });

  test("what is due next, of all tasks", async () => {
    const repository = makeTaskRepository({
      "tasks.d/late.toml": 'schedule = "daily at 04:00"\nrun = "true"\n',
      "tasks.d/soon.toml": 'schedule = "daily at 03:00"\nrun = "true"\n',
    });
    const now = (): number => Date.parse("2026-11-20T02:00:00Z");
    await repository.call("reconcile", { now });
    const following = repository.begin("logs -f", { now });
    await following.says("waiting for whatever starts: the next is soon, due in 1 h, at 2026-11-20T03:00:00Z\n");
    following.stop();
    expect(await following.done).toMatchObject({ code: 0, out: "" });
  });
});

describe("nothing to show", () => {
  test.each([
    ["logs", "nothing has run here yet", "`runner next` shows"],
    ["logs hello", "hello has not run here yet", "`runner explain hello`"],
    ["logs helo", "there is no run or task helo", "Did you mean hello?"],
    ["logs -f helo", "there is no run or task helo", "Did you mean hello?"],
  ])("%s", async (words, what, advice) => {
    const repository = makeTaskRepository({ "tasks.d/hello.toml": 'run = "true"\n' });
    await repository.call("reconcile");
    const { code, out, err } = await repository.call(words);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(what);
    expect(err).toContain(advice);
  });

  test("no runner has been here", async () => {
    const repository = makeTaskRepository({ "tasks.d/hello.toml": 'run = "true"\n' });
    const { code, err } = await repository.call("logs");
    expect(code).toBe(2);
    expect(err).toContain("`runner run TASK` runs one now");
  });
});
