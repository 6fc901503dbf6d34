import { priorities } from "../../model/task.ts";

/** An option of `runner new task`, and the key of the task file that it becomes. */
export interface TaskOption {
  readonly key: string;
  /** As commander writes it. */
  readonly flags: string;
  readonly description: string;
  /** Written with commas on the command line, as a list in the file. */
  readonly list: boolean;
}

/** In the order in which they are written. */
export const taskOptions: readonly TaskOption[] = [
  option("description", "--description <text>", "what it is for, in a sentence"),
  option("owner", "--owner <who>", "who answers for it"),
  option("tags", "--tags <words>", "words to find it by, with commas between", "list"),
  option("category", "--category <category>", "maintenance, backup, update, security, monitoring, custom:<word>, …"),
  option("priority", "--priority <class>", priorities.join(", ")),
  option("schedule", "--schedule <when>", "such as `daily at 02:00`, `every 15 minutes`, `0 2 * * 1-5`"),
  option("timezone", "--timezone <zone>", "in which the schedule is meant, such as Europe/Berlin"),
  option("catch_up", "--catch-up <policy>", "what becomes of due times while the runner is away: none, last, all"),
  option("needs", "--needs <tasks>", "what must have run before, with commas between", "list"),
  option("hosts", "--hosts <patterns>", "which hosts have it, with commas between", "list"),
  option("locks", "--locks <names>", "what only one may hold at a time, with commas between", "list"),
  option("overlap", "--overlap <policy>", "when it is due while it runs: skip, queue, queue-all, replace, allow"),
  option("timeout", "--timeout <duration>", "longest time that it may take, such as 30m"),
  option("shell", "--shell <name>", "what reads the command: bash, sh, python3, node"),
  option("run", "--run <command>", "what it does: text for the shell"),
  option("uses", "--uses <action>", "the action that does it: `runner actions` lists them"),
];

function option(key: string, flags: string, description: string, kind?: "list"): TaskOption {
  return { key, flags, description, list: kind === "list" };
}
