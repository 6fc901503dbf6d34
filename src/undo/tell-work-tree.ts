import type { WorkTree } from "./manifest.ts";

/** `3f2a1c0 on main`, and whether all of it was committed. */
function tellHead({ head, branch, isClean }: WorkTree): string {
  if (head === undefined && branch === undefined) return "unknown to git";
  const at = head === undefined ? "without a commit" : head.slice(0, 7);
  const on = branch === undefined ? "on no branch" : `on ${branch}`;
  return `${at} ${on}${isClean === false ? ", with changes" : ""}`;
}

/** What has become of a work tree since a point was made. */
export function tellWorkTree(was: WorkTree, is: WorkTree): string {
  const [then, now] = [tellHead(was), tellHead(is)];
  const moved = then === now ? `HEAD is ${now}, as it was` : `HEAD was ${then}, is now ${now}`;
  return `${was.path}: ${moved}${was.outside === undefined ? "" : `; ${warnOfOutside(was)}`}`;
}

/** Why it is not as it was after its files were put back. */
export function tellMoved(was: WorkTree, is: WorkTree): string {
  return `HEAD was ${tellHead(was)}, is ${tellHead(is)}, and its repository ${was.outside} is not protected`;
}

export function isMoved(was: WorkTree, is: WorkTree): boolean {
  return was.head !== is.head || was.branch !== is.branch;
}

/** Why files alone do not bring its HEAD back. */
export function warnOfOutside({ outside }: WorkTree): string {
  return `its repository is ${outside}, which is not protected: HEAD and branches stay as they are, files come back`;
}
