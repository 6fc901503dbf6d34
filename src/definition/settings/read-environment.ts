import { closest } from "../../diagnostics/closest.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { unknownVariable } from "../../diagnostics/settings-codes.ts";
import type { SourceText } from "../../diagnostics/span.ts";
import type { Json } from "../../model/json.ts";
import { settingTypes } from "../known-keys.generated.ts";
import type { Document, Pointer } from "../read/document.ts";
import { makePlace, makeDocument } from "../read/place.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

interface Variable {
  readonly name: string;
  readonly table: string;
  readonly key: string;
}

/** In these, a name that is no setting is a slip; other RUNNER_ variables are set for tasks, and by CI services. */
const ours = /^RUNNER_(RUNNER|GIT|REPORTS|DEFAULTS|PRIORITY|HOST)_/;

/**
 * Settings from the environment, as two documents with the shape of runner.toml and host.toml, so that they are checked
 * like files; each value's source is its variable. `RUNNER_GIT_POLL=5s`, `RUNNER_LOCKS_APT=2`; the tables [runner] and
 * host are also known without their name. Lists are separated by commas or written as JSON, tables as JSON. A variable
 * without a value counts as not set. `locks`: the names in runner.toml.
 */
export function readEnvironment(
  env: Environment,
  locks: readonly string[],
): { settings: Document; host: Document; diagnostics: Diagnostic[] } {
  const settings: Record<string, Record<string, Json>> = {};
  const host: Record<string, Json> = {};
  const sources = new Map<string, SourceText>();
  const set = new Set(Object.keys(env).filter((name) => name.startsWith("RUNNER_") && (env[name] ?? "") !== ""));
  const known = [...listVariables(), ...[...set].flatMap((name) => readLock(name, locks))];
  for (const { name, table, key } of known) {
    if (!set.delete(name)) continue;
    const text = env[name]!;
    const value = readValue(text, settingTypes[`${table}.${key}`] ?? "integer");
    sources.set(`${table}.${key}`, { path: `$${name}`, text });
    if (table === "host") host[key] = value;
    else (settings[table] ??= {})[key] = value;
  }
  const diagnostics = [...set]
    .filter((name) => ours.test(name))
    .map((name) => {
      const meant = closest(
        name,
        known.map((variable) => variable.name),
      );
      return unknownVariable(
        { source: { path: `$${name}`, text: env[name]! }, start: 0, end: env[name]!.length },
        name,
        meant,
      );
    });
  return {
    settings: makeVariables(settings, (pointer) => sources.get(pointer.slice(0, 2).join("."))),
    host: makeVariables(host, (pointer) => sources.get(`host.${pointer[0]}`)),
    diagnostics,
  };
}

/** Short names first: where both are set the full one counts. RUNNER_NAME is not ours: CI services set it. */
function listVariables(): Variable[] {
  const variables = Object.keys(settingTypes).map((path) => {
    const [table, key] = path.split(".") as [string, string];
    return { name: `RUNNER_${table}_${key}`.toUpperCase(), table, key };
  });
  const short = variables
    .filter(({ table, key }) => table === "runner" || (table === "host" && key !== "name"))
    .map((variable) => ({ ...variable, name: `RUNNER_${variable.key}`.toUpperCase() }));
  return [...short, ...variables];
}

/** Variables have no small letters and no `-`: a lock of the settings is known again, another one is in small letters. */
function readLock(name: string, locks: readonly string[]): Variable[] {
  const written = /^RUNNER_LOCKS_(.+)$/.exec(name)?.[1];
  if (written === undefined) return [];
  const lock = locks.find(
    (candidate) => candidate.toUpperCase().replaceAll(/[^A-Z0-9]/g, "_") === written.toUpperCase(),
  );
  return [{ name, table: "locks", key: lock ?? written.toLowerCase() }];
}

/** What does not read stays text, and is then told to be of the wrong type. */
function readValue(text: string, types: string): Json {
  const allowed = types.split(" ");
  if (allowed.includes("boolean") && /^(true|false)$/.test(text)) return text === "true";
  if ((allowed.includes("integer") || allowed.includes("number")) && /^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  const isList = allowed.includes("strings") || allowed.includes("integers");
  if ((isList && text.startsWith("[")) || (allowed.includes("table") && text.startsWith("{"))) {
    try {
      return JSON.parse(text) as Json;
    } catch {
      return text;
    }
  }
  if (!isList || allowed.includes("string")) return text;
  const items = text.split(",").map((item) => item.trim());
  return items
    .filter((item) => item !== "")
    .map((item) => (allowed.includes("integers") && /^\d+$/.test(item) ? Number(item) : item));
}

function makeVariables(
  value: { readonly [key: string]: Json },
  find: (pointer: Pointer) => SourceText | undefined,
): Document {
  const none = makeDocument({ path: "environment", text: "" }, value, () => makePlace([0, 0]));
  return {
    ...none,
    locate(pointer, part) {
      const source = find(pointer);
      return source === undefined ? none.locate(pointer, part) : { source, start: 0, end: source.text.length };
    },
  };
}
