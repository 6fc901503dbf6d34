import type { Account } from "../execute/index.ts";
import { findAccount } from "../execute/index.ts";
import { findPlaceholder } from "../model/placeholder.ts";
import type { Task } from "../model/task.ts";
import { whoami } from "./whoami.ts";

/** What a task protects, with `~` as the home of the user that its runs have; `account` undefined: whoever the runner is. */
export function protectedPaths({ protect }: Pick<Task, "protect">, account: Account | undefined): readonly string[] {
  const { home } = account ?? whoami();
  return protect.map((path) =>
    path === "~" || path.startsWith("~/") ? `${home.replace(/\/$/, "")}${path.slice(1)}` : path,
  );
}

/** The same where no run is at hand whose user is known. One that is not there is told elsewhere. */
export async function findProtectedPaths(task: Task): Promise<readonly string[]> {
  const { user } = task.isolation;
  // What only a request says is not known yet.
  const protect = task.protect.filter((path) => findPlaceholder(path) === undefined);
  const asks = user && protect.some((path) => path.startsWith("~"));
  const account = asks ? await findAccount(user) : undefined;
  return protectedPaths({ protect }, account?.ok ? account.value : undefined);
}
