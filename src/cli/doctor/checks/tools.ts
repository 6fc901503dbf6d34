import type { Task } from "../../../model/task.ts";
import { shellOf } from "../../../model/task.ts";
import type { Check, Finding } from "../check.ts";
import { fine, problem, warning } from "../check.ts";
import { lookForTools } from "../look-for-tools.ts";

/** git-config(1) and git-fast-import(1) as the runner uses them. */
const oldestGit = { operator: ">=", version: "2.30" } as const;

const interpreters = ["bash", "sh", "python3", "node"];

/** What the runner itself needs, and what its tasks are interpreted by. */
export const tools: Check = {
  name: "tools",
  of: "host",
  async look(patient) {
    const { catalog } = patient;
    const tasks = [...(catalog?.tasks.values() ?? [])];
    const used = new Set(tasks.map((task) => shellOf(task)?.[0]));
    const names = interpreters.filter((name) => used.has(name));
    const wanted = [{ name: "git", version: oldestGit }, ...names.map((name) => ({ name })), { name: "shellcheck" }];
    const [git, ...rest] = await lookForTools(patient, wanted);
    const shellcheck = rest.pop()!;
    return [
      git!.isGood ? fine("git", git!.found) : problem("git", git!.found, "Install git 2.30 or later."),
      ...names.map((name, i): Finding => {
        const { isOnPath, found } = rest[i]!;
        // Some do not tell their version, dash for one, and any will do.
        if (isOnPath) return fine(name, found);
        return problem(name, found, `Install ${name}: ${count(tasks, name)} of this repository ask for it.`);
      }),
      shellcheck.isOnPath
        ? fine("shellcheck", shellcheck.found)
        : warning("shellcheck", shellcheck.found, "Install it, and plans tell what it says of shell scripts."),
    ];
  },
};

function count(tasks: readonly Task[], shell: string): string {
  const asking = tasks.filter((task) => shellOf(task)?.[0] === shell).length;
  return asking === 1 ? "1 task" : `${asking} tasks`;
}
