import type { Catalog } from "../../model/catalog.ts";
import type { Command } from "../../model/task.ts";

import { matchesAny } from "../want-for-paths.ts";

const always = ["runner.toml", "tasks.d/", "actions/", "calendars/", "scripts/"];

/**
 * Whether a change of these paths changes what may run: the task repository's own places, every file that a task
 * names, and `git.paths` of the settings (a path, or a folder with what is below it).
 */
export function anyMatters(paths: readonly string[], catalog: Catalog): boolean {
  const watched = [...always, ...catalog.settings.git.paths, ...signers(catalog)];
  const rest = paths.filter((path) => !watched.some((place) => isWithin(path, place)));
  // Looking at all tasks is for the rare commit that touches nothing of the runner's own.
  return rest.length < paths.length || (rest.length > 0 && anyIsNamed(rest, catalog));
}

function anyIsNamed(paths: readonly string[], catalog: Catalog): boolean {
  const named = new Set<string>();
  for (const task of catalog.tasks.values()) {
    for (const command of [task.command, task.check, task.rollback]) addScript(named, command);
    for (const { source } of task.secrets) if (source.provider === "age") named.add(source.path);
  }
  const globs = [...catalog.tasks.values()].flatMap(({ triggers }) =>
    triggers.flatMap((trigger) => (trigger.kind === "changed" ? trigger.globs : [])),
  );
  return paths.some((path) => matchesAny(path, globs) || named.has(path));
}

/** Who may sign is changed by a revision that is told of. */
function signers({ settings: { git } }: Catalog): readonly string[] {
  return [...git.requireSigned, git.revokedSigners].filter((path) => path !== "");
}

function isWithin(path: string, place: string): boolean {
  const folder = place.endsWith("/") ? place : `${place}/`;
  return path === place || path.startsWith(folder);
}

function addScript(named: Set<string>, command: Command | undefined): void {
  if (command?.kind === "script" && !command.isBuiltIn) named.add(command.path);
}
