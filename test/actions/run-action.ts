import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { createHash } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect } from "vitest";
import { builtInActions } from "../../src/cli/built-in-actions.ts";
import type { Action } from "../../src/definition/actions/action.ts";
import { defineActions } from "../../src/definition/actions/index.ts";
import { compileParams } from "../../src/definition/params/compile-params.ts";
import { resolveParams } from "../../src/definition/params/resolve-params.ts";
import type { JsonTable } from "../../src/model/json.ts";
import type { Outputs } from "../../src/model/outputs.ts";
import type { ParamValues } from "../../src/model/params.ts";
import { paramText, paramVariable } from "../../src/model/params.ts";
import type { Command } from "../../src/model/task.ts";
import { readOutputs } from "../../src/outputs/index.ts";

/**
 * Runs a built-in action's script as the runner does: with its parameters checked and their defaults filled in, from a copy
 * of its folder, with a private RUNNER_TMP. What comes of it is read as the runner reads it, and held against the schema of
 * the action's outputs. Whole runs by way of the runner are in test/actions/through-the-runner.test.ts.
 */
export interface Run {
  readonly code: number;
  /** Standard output and error. */
  readonly log: string;
  readonly outputs: Outputs;
}

export interface How {
  readonly dryRun?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  /** Its user's number and group's: the test has to be root. */
  readonly uid?: number;
  readonly gid?: number;
  /** By default "main"; else the action's check or rollback. */
  readonly which?: "run" | "check" | "rollback";
  /** Told of the process, for tests that end it. */
  readonly onStart?: (pid: number) => void;
  /** The folder in which it starts. */
  readonly cwd?: string;
}

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A folder that is removed after the test. */
export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "runner-action-"));
  folders.push(folder);
  return folder;
}

export function findAction(name: string): Action {
  const builtIn = builtInActions();
  const report = (diagnostic: { message: string }): void => {
    throw new Error(diagnostic.message);
  };
  const action = defineActions({ files: [], find: undefined, builtIn, settings: [], report }).find(name)?.action;
  if (!action) throw new Error(`there is no action ${name}`);
  return action;
}

export async function runAction(name: string, params: ParamValues, how: How = {}): Promise<Run> {
  const action = findAction(name);
  const resolved = resolveParams(action.params, params);
  if (!resolved.ok) throw new Error(`${resolved.error.what}. ${resolved.error.hint}`);
  const tmp = makeFolder();
  const scripts = join(tmp, "runner-actions");
  mkdirSync(scripts);
  const { folder } = builtInActions();
  cpSync(join(folder, "_shared"), join(scripts, name), { recursive: true });
  cpSync(join(folder, name), join(scripts, name), { recursive: true });
  const output = join(tmp, "runner-output");
  const [program, ...args] = wordsOf(action[how.which ?? "run"]!, scripts);
  // Before it starts: it reads its script as that user.
  if (how.uid !== undefined) execFileSync("chown", ["-R", `${how.uid}:${how.gid ?? how.uid}`, tmp]);
  const child = spawn(program!, args, {
    cwd: how.cwd ?? tmp,
    env: {
      PATH: process.env["PATH"],
      HOME: tmp,
      LANG: "C.UTF-8",
      TZ: "UTC",
      RUNNER_TASK: name,
      RUNNER_RUN_ID: "20261120T020000Z-test",
      RUNNER_TMP: tmp,
      RUNNER_OUTPUT: output,
      RUNNER_DRY_RUN: how.dryRun ? "1" : "",
      RUNNER_PARAMS: JSON.stringify(resolved.value),
      RUNNER_ACTION_STATE: join(tmp, "state"),
      PYTHONDONTWRITEBYTECODE: "1",
      ...Object.fromEntries(
        Object.entries(resolved.value).map(([key, value]) => [paramVariable(key), paramText(value)]),
      ),
      ...how.env,
    },
    stdio: ["ignore", "pipe", "pipe"],
    ...(how.uid !== undefined && { uid: how.uid, gid: how.gid ?? how.uid }),
  });
  let log = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (bytes: Buffer) => (log += bytes.toString()));
  if (child.pid !== undefined) how.onStart?.(child.pid);
  const [code] = (await once(child, "close")) as [number | null];
  const outputs = readBack(output);
  if (action.outputs) expectAllowed(outputs, action.outputs);
  return { code: code ?? -1, log, outputs };
}

function wordsOf(command: Command, scripts: string): readonly string[] {
  if (command.kind !== "script") throw new Error("a built-in action executes a script");
  return [...command.shell!.map((word) => (word === "{}" ? join(scripts, command.path) : word)), ...command.args];
}

function readBack(path: string): Outputs {
  let text = "";
  try {
    text = readFileSync(path, "utf8");
  } catch {
    // It has written nothing.
  }
  return readOutputs({ written: { kind: "text", text, isWhole: true }, printed: undefined, mask: (all) => all }) ?? {};
}

/** What the action documents has the type that it documents; other keys of data are an oversight, `warnings` and the like aside. */
function expectAllowed(outputs: Outputs, schema: JsonTable): void {
  const compiled = compileParams({ schema: { type: "object", ...schema } });
  if (!compiled.ok) throw new Error(compiled.error);
  const { mismatches } = compiled.value(JSON.parse(JSON.stringify(outputs)) as JsonTable);
  expect(mismatches).toEqual([]);
  expect(outputs.problems ?? []).toEqual([]);
}

/**
 * Every file below a folder: kind, mode, owner, contents, target. Two equal ones show that nothing was changed; `with times`,
 * that nothing was written and put back meanwhile either.
 */
export function snapshot(folder: string, times?: "with times"): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  const visit = (path: string): void => {
    const stat = lstatSync(path);
    const when = times === undefined ? "" : ` ${stat.mtimeMs}`;
    const about = `${(stat.mode & 0o7777).toString(8)} ${stat.uid}:${stat.gid}${when}`;
    if (stat.isSymbolicLink()) found[path] = `link ${readlinkSync(path)}`;
    else if (stat.isDirectory()) {
      found[path] = `folder ${about}`;
      for (const name of readdirSync(path).sort()) visit(join(path, name));
    } else if (stat.isFile())
      found[path] = `file ${about} ${createHash("sha256").update(readFileSync(path)).digest("hex")}`;
    else found[path] = `other ${about}`;
  };
  visit(folder);
  return found;
}
