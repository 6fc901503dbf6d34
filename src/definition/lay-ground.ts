import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { RevisionFile, RevisionFiles } from "../model/files.ts";
import type { SettingOrigin, Settings } from "../model/settings.ts";
import type { Actions } from "./actions/index.ts";
import { defineActions, noBuiltIns } from "./actions/index.ts";
import type { Calendars } from "./calendars/index.ts";
import { defineCalendars } from "./calendars/index.ts";
import { loadCrypto } from "./load-package.ts";
import { sortKeys } from "./meaning/digest-task.ts";
import type { Layer } from "./meaning/layer.ts";
import type { HostInput } from "./settings/index.ts";
import { defineSettings } from "./settings/index.ts";

/** What every task file of a revision is understood by. */
export interface Ground {
  readonly settings: Settings;
  /** For every task, nearest first. */
  readonly defaults: readonly Layer[];
  readonly defaultsAreKnown: boolean;
  readonly calendars: Calendars;
  readonly actions: Actions;
  /** undefined: something is wrong with the settings, and it is not known which there are. */
  readonly secrets: Settings["secrets"] | undefined;
  readonly diagnostics: readonly Diagnostic[];
  readonly listOrigins: () => SettingOrigin[];
}

/** Of all files, looks at runner.toml, calendars and actions. `find` undefined: what these name is not looked for. */
export function layGround(files: readonly RevisionFile[], host: HostInput, find?: RevisionFiles["find"]): Ground {
  const settingsFile = files.find((file) => file.path === "runner.toml");
  const {
    settings,
    defaults,
    actions: written,
    known,
    listOrigins,
    ...ofSettings
  } = defineSettings(settingsFile, host, find);
  const diagnostics = [...ofSettings.diagnostics];
  const report = (diagnostic: Diagnostic): number => diagnostics.push(diagnostic);
  const calendars = defineCalendars(files, report);
  const actions = defineActions({ files, find, builtIn: host.builtIn ?? noBuiltIns, settings: written, report });
  const isWrong = ofSettings.diagnostics.some(({ severity }) => severity === "error");
  const secrets = isWrong ? undefined : settings.secrets;
  return { settings, defaults, defaultsAreKnown: known, calendars, actions, secrets, diagnostics, listOrigins };
}

/** Of equal keys, the same file means the same. undefined: something is wrong with the ground itself. */
export function groundKey({
  defaults,
  settings,
  calendars,
  actions,
  secrets,
  diagnostics,
}: Ground): string | undefined {
  if (diagnostics.some(({ severity }) => severity === "error")) return undefined;
  const values = [
    defaults.map(({ value }) => sortKeys(value)),
    settings.runner.timezone,
    [...calendars],
    actions.key,
    [...(secrets ?? [])],
  ];
  return loadCrypto().hash("sha256", JSON.stringify(values));
}
