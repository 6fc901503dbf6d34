import type { HostInput } from "../definition/index.ts";
import { define } from "../definition/index.ts";
import type { Instant } from "../model/instant.ts";
import type { Settings } from "../model/settings.ts";
import { readDefinition } from "../catalog/index.ts";
import type { Repository } from "../repository/index.ts";

/**
 * The settings to begin with, before any revision is in force: those of the commit that is checked out, else the
 * built-in ones. Which branch is followed has to be known before anything can be fetched.
 */
export async function readFirstSettings(edges: {
  repository: Repository;
  host: HostInput;
  now: () => Instant;
}): Promise<Settings> {
  const head = await edges.repository.resolve("HEAD");
  const read = head === undefined ? undefined : await readDefinition(edges, head);
  const catalog = read?.ok ? read.value.definition.catalog : undefined;
  return catalog?.settings ?? builtInSettings(edges);
}

/** With what the host's own say otherwise. */
export function builtInSettings(edges: { host: HostInput; now: () => Instant }): Settings {
  const { catalog } = define({
    files: { files: [], others: [], find: () => undefined },
    now: edges.now(),
    host: edges.host,
  });
  if (!catalog)
    throw new Error("the built-in settings do not hold; `runner validate` says what is wrong with the host's");
  return catalog.settings;
}
