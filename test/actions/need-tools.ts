import { spawnSync } from "node:child_process";
import { accessSync, constants, globSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { RunnerTestCase } from "vitest";
import { beforeAll, beforeEach, TestRunner } from "vitest";

/**
 * What the tests of a file need of the host: by program (or module of Python, `python3:yaml`) the package of the distribution that has it, and to be root, for they
 * mount, and become other users. Without it they are left out and say so; where .ci/run runs them, which leaves nothing out,
 * they fail. Gives
 * whether all of it is there.
 */
export function needTools(packages: Readonly<Record<string, string>>): boolean {
  const servers = globSync("/usr/lib/postgresql/*/bin");
  const folders = [...process.env["PATH"]!.split(delimiter), "/usr/sbin", "/sbin", ...servers];
  const missing = Object.keys(packages).filter((program) => !isThere(program, folders));
  const names = [...new Set(missing.map((program) => packages[program]))];
  const wants = [
    ...(names.length === 0 ? [] : [`apt-get install ${names.join(" ")}`]),
    ...(process.geteuid!() === 0 ? [] : ["root"]),
  ];
  if (wants.length === 0) return true;
  const what = `needs ${wants.join(", and ")}`;
  if (process.env["RUNNER_TESTS_ALL"] === "true") {
    beforeAll(() => {
      throw new Error(what);
    });
  } else {
    console.warn(`left out: what ${what}`);
    beforeEach(({ skip }) => skip(what));
  }
  return false;
}

/** Within a test: leaves out this one. */
function leaveOut(what: string): never {
  if (process.env["RUNNER_TESTS_ALL"] === "true") throw new Error(what);
  console.warn(`left out: ${what}`);
  return TestRunner.getCurrentTest<RunnerTestCase>().context.skip(what);
}

/** Within a test: where a program is. Leaves out this one, which cannot be made without it. */
export function needProgram(name: string, distributionPackage: string): string {
  const folders = ["/usr/bin", ...process.env["PATH"]!.split(delimiter), "/usr/sbin", "/sbin"];
  const found = folders.map((folder) => join(folder, name)).find((path) => isProgram(path));
  return found ?? leaveOut(`${name} is not on the PATH: apt-get install ${distributionPackage}`);
}

function isThere(program: string, folders: readonly string[]): boolean {
  const [, module] = program.split(":");
  if (module !== undefined) return spawnSync("python3", ["-c", `import ${module}`]).status === 0;
  return folders.some((folder) => isProgram(join(folder, program)));
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
