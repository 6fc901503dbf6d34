import type { Sha } from "../model/ids.ts";
import { renderInstant } from "../model/instant.ts";
import { reportTrigger } from "../model/report-trigger.ts";
import type { ParamValues } from "../model/params.ts";
import { noValues, paramText, paramVariable } from "../model/params.ts";
import type { Wanted } from "../model/run.ts";
import { isDryRequest } from "../model/run.ts";
import type { Task } from "../model/task.ts";

/** What cron(8) and systemd.exec(5) agree on, for a runner that has no PATH itself. */
const defaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

export interface EnvironmentSource {
  readonly task: Pick<Task, "id" | "timezone" | "env" | "inheritEnv" | "dryRun">;
  readonly wanted: Pick<Wanted, "id" | "slot" | "trigger">;
  readonly attempt: number;
  readonly revision: Sha;
  /** Absolute path of the repository. */
  readonly repository: string;
  /** The runner's own environment: only PATH, LANG and what the task inherits by name are taken from it. */
  readonly runner: Readonly<Record<string, string | undefined>>;
  /** Values of secrets, by variable. Later than the task's own. */
  readonly secrets?: ReadonlyMap<string, string>;
  /** As the run gets them: passed ones and defaults. */
  readonly params?: ParamValues;
  readonly user: { readonly name: string; readonly home: string; readonly shell: string };
}

/**
 * The whole environment of an attempt, but for RUNNER_TMP, which the executor adds. Later ones win: the clean base,
 * what is inherited, the task's own, the runner's words. A name to inherit that the runner does not have is left out.
 * TZ is the task's zone, so that a `date` in a script agrees with the schedule.
 */
export function makeEnvironment(of: EnvironmentSource): Map<string, string> {
  const environment = new Map<string, string>([
    ["PATH", of.runner["PATH"] ?? defaultPath],
    ["HOME", of.user.home],
    ["USER", of.user.name],
    ["LOGNAME", of.user.name],
    ["SHELL", of.user.shell],
    ["LANG", of.runner["LANG"] ?? "C.UTF-8"],
    ["TZ", of.task.timezone],
  ]);
  for (const name of of.task.inheritEnv) {
    const value = of.runner[name];
    if (value !== undefined) environment.set(name, value);
  }
  for (const [name, value] of of.task.env) environment.set(name, value);
  for (const [name, value] of of.secrets ?? []) environment.set(name, value);
  const params = of.params ?? noValues;
  for (const [name, value] of Object.entries(params)) environment.set(paramVariable(name), paramText(value));
  environment.set("RUNNER_PARAMS", JSON.stringify(params));
  environment.set("RUNNER_TASK", of.task.id);
  environment.set("RUNNER_RUN_ID", of.wanted.id);
  environment.set("RUNNER_SLOT", of.wanted.slot === undefined ? "" : renderInstant(of.wanted.slot));
  environment.set("RUNNER_ATTEMPT", String(of.attempt));
  environment.set("RUNNER_TRIGGER", JSON.stringify(reportTrigger(of.wanted.trigger)));
  environment.set("RUNNER_REVISION", of.revision);
  environment.set("RUNNER_REPO", of.repository);
  environment.set("RUNNER_DRY_RUN", of.task.dryRun || isDryRequest(of.wanted.trigger) ? "1" : "");
  return environment;
}
