import { readFileSync } from "node:fs";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { runId } from "../../src/model/ids.ts";
import type { Executor } from "../../src/execute/index.ts";
import type { Command } from "../../src/model/task.ts";
import type { Puppet, Stage } from "./stage.ts";
import { makeStage, run } from "./stage.ts";

/** Starts a run of obedient programs: each name after the first is made by the first, by the verb given. */
async function playFamily(options: { cgroups: "auto" | "never"; children?: Record<string, string> }) {
  const stage = await makeStage();
  const play = stage.play(options);
  await play.executor.start(stage.order({ command: stage.puppet("first") }));
  const first = await stage.meet("first");
  const family: Puppet[] = [first];
  for (const [name, verb] of Object.entries(options.children ?? {})) {
    await first.tell(`${verb} ${name}`);
    family.push(await stage.meet(name));
  }
  return { stage, play, first, family };
}

/** Another run of the same executor, named like no other. */
async function addRun(stage: Stage, executor: Executor, command: Command): Promise<void> {
  const id = runId("20261120T020000Z-00000000bb");
  const environment = new Map([
    ["PATH", "/usr/bin:/bin"],
    ["RUNNER_RUN_ID", id],
  ]);
  await executor.start(stage.order({ run: id, command, environment }));
}

describe.each(["auto", "never"] as const)("control groups: %s", (cgroups) => {
  test.each<{ name: string; children: Record<string, string> }>([
    { name: "the command", children: {} },
    { name: "children", children: { a: "fork", b: "fork" } },
    { name: "a session of its own", children: { a: "setsid" } },
    { name: "an escapee without session, parent, environment or files", children: { a: "escape" } },
    { name: "all of them", children: { a: "fork", b: "setsid", c: "escape" } },
  ])("KILL ends $name, and no one else", async ({ children }) => {
    const { stage, play, family } = await playFamily({ cgroups, children });
    await addRun(stage, play.executor, stage.puppet("other"));
    const other = await stage.meet("other");
    await play.executor.signal(run, "KILL");
    await Promise.all(family.map(({ gone }) => gone));
    expect(await play.end()).toMatchObject({ exit: { kind: "signalled", signal: "SIGKILL" } });
    expect(other.isGone()).toBe(false);
  });

  test.each<{ name: string; children: Record<string, string> }>([
    { name: "the command", children: {} },
    { name: "everybody", children: { a: "fork", b: "setsid", c: "escape" } },
  ])("TERM ends $name", async ({ children }) => {
    const { play, family } = await playFamily({ cgroups, children });
    await play.executor.signal(run, "TERM");
    await Promise.all(family.map(({ gone }) => gone));
    expect(await play.end()).toMatchObject({ exit: { kind: "signalled", signal: "SIGTERM" } });
  });

  test("TERM reaches a stopped process", async () => {
    const { play, first } = await playFamily({ cgroups });
    process.kill(first.pid, "SIGSTOP");
    await play.executor.signal(run, "TERM");
    expect(await play.end()).toMatchObject({ exit: { kind: "signalled", signal: "SIGTERM" } });
  });

  test("KILL ends those that ignore TERM, a stopped one too", async () => {
    const { play, first } = await playFamily({ cgroups });
    await first.tell("ignore SIGTERM");
    await play.executor.signal(run, "TERM");
    await first.tell("print still here");
    process.kill(first.pid, "SIGSTOP");
    await play.executor.signal(run, "KILL");
    expect(await play.end()).toMatchObject({ exit: { kind: "signalled", signal: "SIGKILL" } });
  });

  test("the end of a signalled run waits for those that it left behind", async () => {
    const { stage, play, first } = await playFamily({ cgroups, children: { a: "escape" } });
    const stubborn = await stage.meet("a");
    await stubborn.tell("ignore SIGTERM");
    await play.executor.signal(run, "TERM");
    await first.gone;
    expect(stubborn.isGone()).toBe(false);
    await play.executor.signal(run, "KILL");
    await stubborn.gone;
    expect(await play.end()).toMatchObject({ exit: { kind: "signalled", signal: "SIGTERM" } });
  });

  test("the end of a signalled run is told once those that it left behind are gone by themselves", async () => {
    const { stage, play, first } = await playFamily({ cgroups, children: { a: "fork" } });
    const slow = await stage.meet("a");
    await slow.tell("ignore SIGTERM");
    await play.executor.signal(run, "TERM");
    await first.gone;
    slow.order("exit 0");
    expect(await play.end()).toMatchObject({ exit: { kind: "signalled", signal: "SIGTERM" } });
  });

  test("what a run leaves running when it ends well may live", async () => {
    const { stage, play, first } = await playFamily({ cgroups, children: { a: "fork", b: "setsid" } });
    first.order("exit 0");
    expect(await play.end()).toMatchObject({ exit: { kind: "exited", code: 0 } });
    await (await stage.meet("a")).tell("print the log is still there");
    await (await stage.meet("b")).tell("print the log is still there");
  });

  test("KILL ends what an earlier launch of the run left running", async () => {
    const { stage, play, first } = await playFamily({ cgroups, children: { a: "escape" } });
    const service = await stage.meet("a");
    first.order("exit 1");
    await play.end();
    await play.executor.start(stage.order({ launch: 2, command: stage.puppet("second") }));
    await stage.meet("second");
    await play.executor.signal(run, "KILL");
    await service.gone;
    await play.end();
  });

  test("a run whose shim is killed is lost, and what is left of it is ended", async () => {
    const { stage, play, first } = await playFamily({ cgroups, children: { a: "escape" } });
    process.kill(Number(readFileSync(`${stage.stateDir}/runs/${run}/1.claim`, "utf8").split(" ")[0]), "SIGKILL");
    expect(await play.end()).toMatchObject({ exit: { kind: "lost" } });
    await Promise.all([first.gone, (await stage.meet("a")).gone]);
  });

  test("TERM during the check: the command does not start, even if the check is content", async () => {
    const stage = await makeStage();
    const { executor, end } = stage.play({ cgroups });
    await executor.start(
      stage.order({ command: { kind: "argv", argv: ["echo", "ran"] }, check: stage.puppet("check") }),
    );
    const check = await stage.meet("check");
    await check.tell("ignore SIGTERM");
    await executor.signal(run, "TERM");
    check.order("exit 0");
    expect(await end()).toMatchObject({
      exit: { kind: "signalled", signal: "SIGTERM" },
      resources: { outputBytes: 0 },
    });
  });

  test("a signal for a run that is not there does nothing", async () => {
    const stage = await makeStage();
    await stage.play({ cgroups }).executor.signal(run, "KILL");
  });
});

test("somebody who only reads the log is left alone", async () => {
  const { stage, play } = await playFamily({ cgroups: "never" });
  const reader = ["bash", "-c", 'exec 9< "$0"; exec "$@"', play.executor.logPath(run), ...stage.puppet("reader").argv];
  await addRun(stage, play.executor, { kind: "argv", argv: reader });
  const puppet = await stage.meet("reader");
  await play.executor.signal(run, "KILL");
  expect(puppet.isGone()).toBe(false);
  await puppet.tell("print still here");
});

test("a run that lasts gets a control group of its own, where one can be had", async () => {
  const { play, first } = await playFamily({ cgroups: "auto" });
  const expected = play.executor.killsBy() === "cgroup" ? `/${run}\n` : "\n";
  await vi.waitFor(() =>
    expect(/^0::.*\n/m.exec(readFileSync(`/proc/${first.pid}/cgroup`, "latin1"))?.[0]).toContain(expected),
  );
  onTestFinished(() => first.gone);
  await play.executor.signal(run, "KILL");
  await play.end();
});
