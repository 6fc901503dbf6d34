import { constants, setPriority } from "node:os";
import type { Place } from "../find-repository.ts";
import { tryGit } from "./ask-git.ts";
import { runGit } from "./run-git.ts";

/** Of loose objects: git's own (git-config(1), gc.auto). */
const mostLoose = "6700";

/**
 * Packing refs and cutting reflogs lock each ref, and a git that is killed while it does leaves the lock: nobody could
 * commit to that branch any more. There are few refs; `git gc` by hand does both (with these, git runs neither).
 */
const withoutLocks = ["gc.packRefs=false", "gc.reflogExpire=never", "gc.reflogExpireUnreachable=never"];

/**
 * Lets git tidy the repository up, if it finds that needed; at the lowest priority, and not beyond our own end. Who has
 * said `gc.auto = 0` of this clone is left alone. True: git was content.
 */
export async function collectGarbage(place: Place): Promise<boolean> {
  const cwd = place.dir;
  const own = await tryGit({ cwd, args: ["config", "--local", "--get", "gc.auto"] });
  const answer = await runGit({
    cwd,
    args: ["gc", "--auto", "--quiet"],
    config: [`gc.auto=${own ?? mostLoose}`, "gc.autoDetach=false", ...withoutLocks],
    onStart: (pid) => setPriority(pid, constants.priority.PRIORITY_LOW),
  });
  return answer.kind === "exited" && answer.code === 0;
}
