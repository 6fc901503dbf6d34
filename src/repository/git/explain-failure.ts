import type { Fault } from "../../model/fault.ts";
import { distill, withoutPasswords } from "./distill.ts";
import type { GitAnswer } from "./run-git.ts";
import { troubles } from "./troubles.ts";

/**
 * A failed git as a Fault. `doing` is what we were about, as in `fetching main from origin`. What git said decides
 * (LC_ALL=C keeps it English); what nobody has thought of may pass by itself, and is tried again.
 */
export function explainFailure(doing: string, answer: GitAnswer): Fault {
  switch (answer.kind) {
    case "unstartable":
      return explainStart(doing, answer.problem);
    case "folder-gone":
      return {
        kind: "transient",
        what: `${doing}: the folder ${answer.folder} is gone`,
        hint: "It is tried again. Mount its disk, or clone the repository anew.",
        retryAfterMs: 30_000,
      };
    case "timeout":
      return {
        kind: "transient",
        what: `${doing}: no end in sight after ${Math.round(answer.afterMs / 1000)} s, so we gave up`,
        hint: "It is tried again. Look at the network, and at the remote.",
        retryAfterMs: 30_000,
      };
    case "killed":
      return {
        kind: "transient",
        what: `${doing}: git was ended by ${answer.signal}`,
        hint: "It is tried again. If the machine is short of memory, look for the kernel's out-of-memory killer.",
        retryAfterMs: 10_000,
      };
    case "exited":
      return explainStderr(doing, answer.stderr);
  }
}

function explainStart(doing: string, problem: string): Fault {
  const what = `${doing}: git could not be started (${problem})`;
  if (/ENOENT|EACCES/.test(problem)) {
    const hint = "Install git 2.30 or later and see that it is on the PATH of the runner.";
    return { kind: "stalled", what, hint };
  }
  const hint = "It is tried again. The machine is short of processes, open files or memory.";
  return { kind: "transient", what, hint, retryAfterMs: 10_000 };
}

function explainStderr(doing: string, stderr: string): Fault {
  for (const trouble of troubles) {
    const match = trouble.said.exec(stderr);
    if (!match) continue;
    const named = withoutPasswords(match[1] ?? "");
    const what = `${doing}: ${trouble.what(named) ?? distill(stderr)}`;
    const hint = trouble.hint(named);
    return trouble.retryAfterMs === undefined
      ? { kind: "stalled", what, hint }
      : { kind: "transient", what, hint, retryAfterMs: trouble.retryAfterMs };
  }
  return {
    kind: "transient",
    what: `${doing}: ${distill(stderr)}`,
    hint: "It is tried again. If it stays so, run the same git command by hand as the runner's user.",
    retryAfterMs: 60_000,
  };
}
