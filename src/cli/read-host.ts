import { existsSync, readFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { builtInActions } from "./built-in-actions.ts";
import type { HostInput } from "../definition/index.ts";
import type { RevisionFile } from "../model/files.ts";
import type { Io } from "./io.ts";

/** What this host says of itself: its own file (the user's goes before the machine's), the environment, its name. */
export function readHost(io: Io): HostInput {
  const places = [join(io.env["HOME"] ?? "/", ".config/runner/host.toml"), "/etc/runner/host.toml"];
  const path = io.env["RUNNER_HOST_FILE"] ?? places.find((place) => existsSync(place));
  return {
    name: hostname(),
    file: path === undefined ? undefined : readHostFile(path),
    env: io.env,
    builtIn: builtInActions(),
  };
}

function readHostFile(path: string): RevisionFile {
  try {
    return { path, bytes: readFileSync(path) };
  } catch (error) {
    return { path, bytes: undefined, problem: (error as Error).message };
  }
}
