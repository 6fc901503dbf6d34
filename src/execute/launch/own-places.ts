import { outputPath } from "./output-file.ts";
import type { LaunchOrder } from "../index.ts";
import { pathsOfSecrets } from "./secret-store.ts";

/** The most that the kernel passes on in one string, `NAME=` and its end included (execve(2), MAX_ARG_STRLEN). */
const mostInOneVariable = 131_072;

/** What the environment of a run says of its own folder: where it is, and what is in it. */
export function ownPlaces(order: LaunchOrder, tmp: string): readonly (readonly [string, string])[] {
  const { secrets, needs = "{}" } = order;
  return [
    ["RUNNER_TMP", tmp],
    ["RUNNER_OUTPUT", outputPath(tmp)],
    needsAFile(needs) ? ["RUNNER_NEEDS_FILE", needsPath(tmp)] : ["RUNNER_NEEDS", needs],
    ...(secrets ? pathsOfSecrets(tmp, secrets) : []),
  ];
}

/** Whether what the needs of a run have to say is too large for a variable. */
export function needsAFile(needs: string): boolean {
  return Buffer.byteLength(`RUNNER_NEEDS=${needs}`) + 1 > mostInOneVariable;
}

export function needsPath(tmp: string): string {
  return `${tmp}/runner-needs.json`;
}
