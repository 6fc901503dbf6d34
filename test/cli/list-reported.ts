/** What has been reported of a task so far, the latest first, in the order of the commits: ids of one second have none. */
export function listReported(git: (...args: string[]) => string, task: string, ending: ".json" | ".log"): string[] {
  const added = ["log", "--diff-filter=A", "--name-only", "--format=", "runner/reports"];
  return git(...added, "--", `runs/*/${task}/*${ending}`)
    .split("\n")
    .filter((path) => path !== "")
    .map((path) => git("show", `runner/reports:${path}`));
}
