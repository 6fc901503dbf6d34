import type { ReportCommit } from "../model/report-commit.ts";
import { isTaskStatePath } from "./branch-paths.ts";

/**
 * The same commits, to be written in one go, with the states of all their tasks in the last of them: of each task the
 * newest. For every commit that changes a file git writes the file's folder anew, name by name, and this one has as many
 * names as the host has tasks. Where the branch ends up is the same, and it never stands at a commit in between.
 */
export function gatherStates(commits: readonly ReportCommit[]): readonly ReportCommit[] {
  const states = new Map<string, ReportCommit["files"][number]>();
  for (const { files } of commits) {
    for (const file of files) if (isTaskStatePath(file.path)) states.set(file.path, file);
  }
  return commits.map((commit, index) => {
    const files = commit.files.filter(({ path }) => !isTaskStatePath(path));
    return { ...commit, files: index < commits.length - 1 ? files : [...files, ...states.values()] };
  });
}
