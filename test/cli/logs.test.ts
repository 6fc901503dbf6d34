import { once } from "node:events";
import { describe, expect, test } from "vitest";
import { runBin } from "./run-bin.ts";
import { makeTaskRepository } from "./task-repository.ts";

const fruit = { "tasks.d/fruit.toml": `run = "echo apple; echo pear >&2; printf 'no \\\\033[31mend'"\n` };
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

describe("live", () => {
  test("until the run ends; one that waits is waited for", async () => {
    const repository = makeTaskRepository();
    const slow = repository.puppet("slow");
    repository.commit({
      "tasks.d/one.toml": `run = ${slow.run}\nlocks = ["door"]\n`,
      "tasks.d/two.toml": 'run = "echo two"\nlocks = ["door"]\n',
    });
    await repository.start();
    await repository.call("run one two");
    const one = repository.begin("logs one --follow");
    const two = repository.begin("logs two -f");
    await slow.tell("hello");
    await one.says("hello\n");
    expect((await repository.call("logs one")).out).toBe("hello\n");
    expect(await repository.call("logs two")).toMatchObject({
      code: 2,
      err: expect.stringContaining("two waits and has printed nothing yet"),
    });
    await slow.tell("bye");
    await slow.tell("end");
    expect(await one.done).toEqual({ code: 0, out: "hello\nbye\n", err: "" });
    expect(await two.done).toEqual({ code: 0, out: "two\n", err: "" });
  });

  test("all that runs, each line with its task; what starts meanwhile joins in", async () => {
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
    expect(await following.done).toEqual({ code: 0, out: "ape | hoo\nbee | buzz\n", err: "" });
  });

  test("Ctrl-C ends the looking, not the run", async () => {
    const repository = makeTaskRepository();
    const slow = repository.puppet("slow");
    repository.commit({ "tasks.d/slow.toml": `run = ${slow.run}\n` });
    await repository.start();
    await repository.call("run slow");
    const program = runBin(["logs", "slow", "-f"], repository.dir);
    await slow.tell("hello");
    await once(program.child.stdout!, "data");
    program.child.kill("SIGINT");
    expect(await program.done).toMatchObject({ code: 0, err: "" });
    expect(JSON.parse((await repository.call("status --json")).out)).toMatchObject({ active: [{ task: "slow" }] });
    await slow.tell("end");
  });
});

describe("nothing to show", () => {
  test.each([
    ["logs", "nothing has run here yet", "`runner next` shows"],
    ["logs hello", "hello has not run here yet", "`runner explain hello`"],
    ["logs helo", "there is no run or task helo", "Did you mean hello?"],
    ["logs -f --json", "no single value", "leave out"],
  ])("%s", async (words, what, advice) => {
    const repository = makeTaskRepository({ "tasks.d/hello.toml": 'run = "true"\n' });
    await repository.call("reconcile");
    const { code, out, err } = await repository.call(words);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(what);
    expect(err).toContain(advice);
  });

  test("logs -f while nothing runs", async () => {
    const repository = makeTaskRepository({ "tasks.d/hello.toml": 'run = "true"\n' });
    await repository.call("reconcile");
    expect(await repository.call("logs -f")).toMatchObject({ code: 0, err: expect.stringContaining("nothing runs") });
  });

  test("no runner has been here", async () => {
    const repository = makeTaskRepository({ "tasks.d/hello.toml": 'run = "true"\n' });
    const { code, err } = await repository.call("logs -f");
    expect(code).toBe(2);
    expect(err).toContain("`runner run TASK` runs one now");
  });
});
