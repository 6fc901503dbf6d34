import type { LaunchOrder } from "../index.ts";
import { pathsOfSecrets } from "./secret-store.ts";

/** What the environment of a run says of its own folder: where it is, and which secrets are in it as files. */
export function ownPlaces({ secrets }: LaunchOrder, tmp: string): readonly (readonly [string, string])[] {
  return [["RUNNER_TMP", tmp], ...(secrets ? pathsOfSecrets(tmp, secrets) : [])];
}
