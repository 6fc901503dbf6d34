/**
 * takes       runner.toml, host.toml, the environment and the host's own name
 * gives       settings as understood, the defaults for tasks, and where each value comes from
 * fails with  diagnostics, whose source is a file or a variable
 * guarantees  environment before host's file or revision's file before built-in; a wrong value never counts
 */
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { RevisionFile, RevisionFiles } from "../../model/files.ts";
import type { HostSettings, SettingOrigin, Settings } from "../../model/settings.ts";
import type { BuiltInActions } from "../actions/action.ts";
import type { Layer } from "../meaning/layer.ts";
import { mergeLayers } from "../meaning/layer.ts";
import type { Document, Table } from "../read/document.ts";
import type { Json } from "../../model/json.ts";
import { isTable } from "../../model/json.ts";
import { readDocument } from "../read/index.ts";
import { makeDocument, makePlace } from "../read/place.ts";
import type { Root, Shape } from "../shape/check-shape.ts";
import { checkShape } from "../shape/check-shape.ts";
import { checkSigners } from "./check-signers.ts";
import { listOrigins } from "./list-origins.ts";
import type { WrittenHost } from "./normalize-settings.ts";
import { builtInSettings, normalizeHost, normalizeSettings } from "./normalize-settings.ts";
import type { Environment } from "./read-environment.ts";
import { readEnvironment } from "./read-environment.ts";

/** What is known of the host before any revision is read. */
export interface HostInput {
  /** The operating system's name for it: the default. */
  readonly name: string;
  /** host.toml. */
  readonly file: RevisionFile | undefined;
  readonly env: Environment;
  /** What comes with the program. Absent: nothing. */
  readonly builtIn?: BuiltInActions;
}

export interface DefinedSettings {
  readonly settings: Settings;
  /** For every task, nearest first. */
  readonly defaults: readonly Layer[];
  /** `[actions]`, nearest first. */
  readonly actions: readonly Layer[];
  readonly diagnostics: readonly Diagnostic[];
  /** Asked for rarely, and the places cost: made when called. */
  readonly listOrigins: () => SettingOrigin[];
  /** False if runner.toml is there but cannot be read. */
  readonly known: boolean;
}

/** Settings of one host alone. What is wrong is told, and has its default. */
function defineHostSettings(host: HostInput): {
  settings: HostSettings;
  diagnostics: readonly Diagnostic[];
  listOrigins: () => SettingOrigin[];
} {
  const diagnostics: Diagnostic[] = [];
  const builtIn = {
    name: toHostName(host.name),
    labels: [],
    trust_writers: false,
    log_level: "info",
    log_format: "auto",
  };
  const merged = mergeLayers([
    toLayer(readEnvironment(host.env, []).host, "host", diagnostics),
    ...toLayers(host.file, "host", diagnostics),
    makeBuiltIn(builtIn),
  ]);
  const settings = normalizeHost(merged.value as unknown as WrittenHost);
  return { settings, diagnostics, listOrigins: () => listOrigins(merged, "host.") };
}

/** All settings: `file` is the revision's runner.toml. `find` undefined: what it names is not looked for. */
export function defineSettings(
  file: RevisionFile | undefined,
  host: HostInput,
  find?: RevisionFiles["find"],
): DefinedSettings {
  const ofHost = defineHostSettings(host);
  const diagnostics = [...ofHost.diagnostics];
  const fileLayers = toLayers(file, "settings", diagnostics);
  const locks = fileLayers[0]?.value["locks"];
  const environment = readEnvironment(host.env, isTable(locks) ? Object.keys(locks) : []);
  diagnostics.push(...environment.diagnostics);
  const layers = [toLayer(environment.settings, "settings", diagnostics), ...fileLayers];
  const merged = mergeLayers([...layers, makeBuiltIn(builtInSettings)]);
  const given = { merged, report: (diagnostic: Diagnostic) => diagnostics.push(diagnostic) };
  const settings = normalizeSettings(given, ofHost.settings);
  if (find) checkSigners(given, settings.git, find);
  return {
    settings,
    defaults: layers.flatMap((layer) => layer.defaults),
    actions: layers.flatMap((layer) => layer.actions),
    diagnostics,
    listOrigins: () => [...listOrigins(merged, ""), ...ofHost.listOrigins()],
    known: file === undefined || fileLayers.length > 0,
  };
}

/** The operating system may allow more than a file name does. */
function toHostName(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9._-]/g, "-").replace(/^[^A-Za-z0-9]+/, "") || "localhost";
}

function toLayers(file: RevisionFile | undefined, root: Root, diagnostics: Diagnostic[]): SettingsLayer[] {
  if (file === undefined) return [];
  const reading = readDocument(file);
  diagnostics.push(...reading.diagnostics);
  return reading.document === undefined ? [] : [toLayer(reading.document, root, diagnostics)];
}

interface SettingsLayer extends Layer {
  readonly defaults: readonly Layer[];
  readonly actions: readonly Layer[];
}

/** Wrong values are taken out, each by itself: the rest of its table is still looked at. */
function toLayer(document: Document, root: Root, diagnostics: Diagnostic[]): SettingsLayer {
  const shape = checkShape(document, root);
  diagnostics.push(...shape.diagnostics);
  const value = takeSound(document.value, shape.unsound);
  const { defaults, actions } = value;
  const below = (key: string, table: Json | undefined): readonly Layer[] =>
    isTable(table) ? [{ document, pointer: [key], value: table, unsound: shape.unsound.get(key) ?? nothing }] : [];
  return {
    document,
    pointer: [],
    value,
    unsound: nothing,
    defaults: below("defaults", defaults),
    actions: below("actions", actions),
  };
}

const nothing: ReadonlySet<string> = new Set();

function takeSound(value: Table, unsound: Shape["unsound"]): Table {
  const own = omit(value, unsound.get("") ?? nothing);
  const entries = Object.entries(own).map(([key, inner]) => {
    const wrong = unsound.get(key) ?? nothing;
    return [key, wrong.has("") ? undefined : isTable(inner) ? omit(inner, wrong) : inner] as const;
  });
  return Object.fromEntries(entries.filter(([, inner]) => inner !== undefined)) as Table;
}

function omit(table: Table, keys: ReadonlySet<string>): Table {
  return Object.fromEntries(Object.entries(table).filter(([key]) => !keys.has(key)));
}

function makeBuiltIn(value: object): Layer {
  const source = { path: "default", text: "" };
  const document = makeDocument(source, value as Table, () => makePlace([0, 0]));
  return { document, pointer: [], value: document.value, unsound: nothing };
}
