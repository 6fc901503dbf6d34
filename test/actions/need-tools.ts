import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { beforeAll } from "vitest";

/** Of the distribution's, by program the package that has it: without them a test fails by their names, and is never left out. */
export function needTools(packages: Readonly<Record<string, string>>): void {
  beforeAll(() => {
    const folders = [...process.env["PATH"]!.split(delimiter), "/usr/sbin", "/sbin"];
    const missing = Object.keys(packages).filter(
      (program) => !folders.some((folder) => isProgram(join(folder, program))),
    );
    const names = new Set(missing.map((program) => packages[program]));
    if (names.size > 0) throw new Error(`these tests need more of the host: apt-get install ${[...names].join(" ")}`);
  });
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
