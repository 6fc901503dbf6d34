import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseEnding } from "../../src/execute/launch/read-ending.ts";
import { placeShim } from "../../src/execute/launch/shim.ts";
import { readBootId } from "../../src/execute/processes/read-process.ts";
import { makeStage } from "./stage.ts";

const mark = 2n ** 52n + 7n;

/** Runs the shim by the given shell. `words`: eval text of the check, their number, then all words. */
async function runShim(shell: readonly string[], words: readonly string[], exitPath?: string) {
  const { workspace } = await makeStage();
  const [claim, logPath] = [join(workspace, "claim"), join(workspace, "log")];
  const log = openSync(logPath, "a");
  const exit = openSync(exitPath ?? join(workspace, "exit"), "a");
  const child = spawn(
    shell[0]!,
    [...shell.slice(1), placeShim(workspace), claim, readBootId(), "42", String(mark), ...words],
    {
      stdio: ["ignore", log, exit],
      detached: true,
      cwd: workspace,
    },
  );
  closeSync(log);
  closeSync(exit);
  const [code] = (await once(child, "exit")) as [number | null];
  const record = exitPath === undefined ? readFileSync(join(workspace, "exit"), "utf8") : "";
  return { pid: child.pid!, code, record, output: readFileSync(logPath, "utf8"), claim: readFileSync(claim, "utf8") };
}

describe.each([
  { name: "/bin/sh", shell: ["/bin/sh"] },
  { name: "bash as sh", shell: ["bash", "--posix"] },
])("$name", ({ shell }) => {
  test.each([
    { name: "success", words: ["", "0", "echo", "a b"], output: "a b\n", exit: { kind: "exited", code: 0 } },
    { name: "failure", words: ["", "0", "sh", "-c", "exit 3"], output: "", exit: { kind: "exited", code: 3 } },
    {
      name: "a check of two words",
      words: ['"${1}" "${2}"', "2", "echo", "c d", "echo", "e"],
      output: "c d\ne\n",
      exit: { kind: "exited", code: 0 },
    },
    {
      name: "a check that says no",
      words: ['"${1}"', "1", "false", "echo", "e"],
      output: "",
      exit: { kind: "check", code: 1 },
    },
    {
      name: "KILL",
      words: ["", "0", "sh", "-c", "kill -KILL $$"],
      output: "",
      exit: { kind: "signalled", signal: "SIGKILL" },
    },
    {
      name: "signals to the whole group",
      words: ["", "0", "sh", "-c", "trap : HUP; trap 'exit 9' USR1; kill -HUP 0; kill -USR1 0; sleep 60"],
      output: "",
      exit: { kind: "exited", code: 9 },
    },
    {
      name: "TERM",
      words: ["", "0", "sh", "-c", "kill -TERM $$"],
      output: "",
      exit: { kind: "signalled", signal: "SIGTERM" },
    },
    { name: "exit 143", words: ["", "0", "sh", "-c", "exit 143"], output: "", exit: { kind: "exited", code: 143 } },
  ])("$name", async ({ words, output, exit }) => {
    const result = await runShim(shell, words);
    expect(parseEnding(result.record)?.exit).toEqual(exit);
    expect(result.output).toBe(output);
    expect(result.claim).toMatch(new RegExp(`^${result.pid} \\d+ ${readBootId()} 42\\n$`));
  });

  test("on a full disk there is no record, but the shim ends as its command did", async () => {
    expect(await runShim(shell, ["", "0", "sh", "-c", "exit 6"], "/dev/full")).toMatchObject({ code: 6, record: "" });
  });

  test("the mark is inherited by a process that cuts all ties", async () => {
    const { output } = await runShim(shell, [
      "",
      "0",
      "env",
      "-i",
      "setsid",
      "-w",
      "grep",
      "resident",
      "/proc/self/limits",
    ]);
    expect(output).toContain(String(mark * 1024n));
  });
});
