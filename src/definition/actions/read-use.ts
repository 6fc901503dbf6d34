import {
  badWith,
  missingWith,
  plainWith,
  runAndUses,
  unknownAction,
  unknownWith,
  withAlone,
} from "../../diagnostics/action-codes.ts";
import { closest } from "../../diagnostics/closest.ts";
import type { UsedAction } from "../../model/action.ts";
import { secretIn } from "../../model/action.ts";
import type { ToolQuery } from "../../model/condition.ts";
import type { Json, JsonTable } from "../../model/json.ts";
import type { Params } from "../../model/params.ts";
import { propertiesOf, tellParams } from "../../model/params.ts";
import { findPlaceholder } from "../../model/placeholder.ts";
import { knownKeys } from "../known-keys.generated.ts";
import type { Given } from "../meaning/given.ts";
import { at } from "../meaning/given.ts";
import { checkItem } from "../params/check-placeholders.ts";
import { compileParams } from "../params/compile-params.ts";
import { explainMismatch } from "../params/explain-mismatch.ts";
import { sortKeys } from "../meaning/digest-task.ts";
import type { TaskFile } from "../task-file.generated.ts";
import type { Action, Actions } from "./action.ts";
import { expandProtect } from "../../model/expand-protect.ts";

/** What a task has of its action. */
export interface Use {
  readonly used: UsedAction;
  readonly action: Action;
  /** Paths as far as they are known now; what a request or a secret decides stays a placeholder. */
  readonly protect: readonly string[];
  /** With the PATH of the task. */
  readonly requires: readonly ToolQuery[];
}

interface Around {
  readonly actions: Actions;
  /** Of the task itself: what placeholders under `with` may name. */
  readonly own: { readonly params: Params | undefined; readonly isKnown: boolean };
}

/** The action of a task, and whether it is given what it takes. Undefined: there is none, or what is wrong is told. */
export function readUse(given: Given, keys: TaskFile, { actions, own }: Around): Use | undefined {
  const { merged, report } = given;
  if (keys.uses === undefined) {
    if (keys.with !== undefined && !merged.isUnsound("uses")) report(withAlone(merged.locate(["with"], "key")));
    return undefined;
  }
  if (keys.run !== undefined) report(runAndUses(merged.locate(["uses"], "key")));
  const found = actions.find(keys.uses);
  if (!found) {
    const meant = closest(keys.uses, actions.names());
    report(unknownAction(merged.locate(["uses"], "value"), keys.uses, meant));
  }
  const action = found?.action;
  if (!action || merged.isUnsound("with")) return undefined;
  const written = (keys.with ?? {}) as JsonTable;
  checkWith(given, written, action);
  checkWithin(given, written, own);
  checkSecrets(given, { written, action, own: own.params });
  const path = keys.env?.["PATH"];
  return {
    action,
    used: {
      name: action.name,
      isBuiltIn: action.isBuiltIn,
      with: sortKeys(written) as JsonTable,
      params: action.params,
      ...(action.outputs && !action.isBuiltIn && { outputs: action.outputs }),
    },
    protect: expandProtect(action.protect, knownValues(action.params, written)),
    requires: path === undefined ? action.requires : action.requires.map((tool) => ({ ...tool, path })),
  };
}

/** The values that are known now are held against the schema; whatever a request or a secret decides, at the launch. */
function checkWith(given: Given, written: JsonTable, { name: action, params }: Action): void {
  const { merged, report } = given;
  const names = Object.keys(written);
  for (const name of names) {
    if (params.names.includes(name)) continue;
    report(unknownWith(merged.locate(["with", name], "key"), { action, name, hint: hintFor(name, params) }));
  }
  for (const name of params.required.filter((each) => !Object.hasOwn(written, each))) {
    const span = merged.locate(merged.value["with"] === undefined ? ["uses"] : ["with"], "key");
    report(missingWith(span, { action, name, what: descriptionOf(name, params) }));
  }
  const known = withoutUnknown(written);
  const expected = params.names.filter((name) => Object.hasOwn(known, name) || !Object.hasOwn(written, name));
  const compiled = compileParams(expected.length === params.names.length ? params : narrowOnce(params, expected));
  if (!compiled.ok) return;
  for (const mismatch of compiled.value(known).mismatches) {
    const { name } = mismatch;
    // Those that are missing and those that are unknown are told already.
    if (name === undefined && /required property|additional properties/.test(mismatch.says)) continue;
    const span = merged.locate(name === undefined ? ["with"] : ["with", name], name === undefined ? "key" : "value");
    report(badWith(span, { action, name, says: explainMismatch(mismatch, params) }));
  }
}

/** Placeholders name what a request may pass to the task. */
function checkWithin(given: Given, written: JsonTable, own: Around["own"]): void {
  const visit = (value: Json, pointer: readonly (string | number)[]): void => {
    if (typeof value === "string") return checkItem(at(given, pointer), value, own);
    if (typeof value !== "object" || value === null) return;
    for (const [key, inner] of Object.entries(value))
      visit(inner as Json, [...pointer, Array.isArray(value) ? Number(key) : key]);
  };
  visit(written, ["with"]);
}

/**
 * What an action calls a secret (`writeOnly`) is read at the launch: from a secret of the settings, or a secret parameter of
 * the task. In the file anybody could read it. A parameter is secret as a whole, so one secret in it will do.
 */
function checkSecrets(
  { merged, report }: Given,
  { written, action, own }: { written: JsonTable; action: Action; own: Params | undefined },
): void {
  const shown = new Set(own?.names.filter((name) => !own.secret.includes(name)));
  for (const name of action.params.secret) {
    const value = written[name];
    if (value === undefined || !isPlain(value, shown)) continue;
    const passed = typeof value === "string" ? passedName(value) : undefined;
    report(plainWith(merged.locate(["with", name], "value"), { action: action.name, name, passed }));
  }
}

/** Nothing in it comes from where secrets are. `shown`: parameters of the task that are no secrets. */
function isPlain(value: Json, shown: ReadonlySet<string>): boolean {
  if (typeof value === "string") {
    const passed = passedName(value);
    return passed === undefined ? findPlaceholder(value) === undefined : shown.has(passed);
  }
  if (typeof value !== "object" || value === null) return true;
  return secretIn(value) === undefined && Object.values(value).every((inner) => isPlain(inner as Json, shown));
}

function passedName(text: string): string | undefined {
  const placeholder = findPlaceholder(text);
  return placeholder?.kind === "one" ? placeholder.name : undefined;
}

function descriptionOf(name: string, params: Params): string | undefined {
  return tellParams(params).find((param) => param.name === name)?.description;
}

function hintFor(name: string, params: Params): string {
  const meant = closest(name, params.names);
  if (meant !== undefined) return `Did you mean ${meant}?`;
  if (knownKeys["task"]!.includes(name)) return "A key of the task stands above the line [with]: move it there.";
  return params.names.length === 0 ? "It takes none." : `It takes ${params.names.join(", ")}.`;
}

/** Without the values that are not known before a launch. */
function withoutUnknown(written: JsonTable): JsonTable {
  return Object.fromEntries(Object.entries(written).filter(([, value]) => isKnown(value)));
}

function isKnown(value: Json): boolean {
  if (typeof value === "string") return findPlaceholder(value) === undefined;
  if (typeof value !== "object" || value === null) return true;
  return secretIn(value) === undefined && Object.values(value).every((inner) => isKnown(inner as Json));
}

/** With the defaults of what the task leaves out. */
function knownValues(params: Params, written: JsonTable): JsonTable {
  const unsaid = Object.entries(defaultsOf(params)).filter(([name]) => !Object.hasOwn(written, name));
  return { ...Object.fromEntries(unsaid), ...withoutUnknown(written) };
}

function defaultsOf(params: Params): JsonTable {
  const entries = Object.entries(propertiesOf(params)).flatMap(([name, schema]) => {
    const value = typeof schema === "object" ? (schema as JsonTable)["default"] : undefined;
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(entries);
}

const narrowed = new WeakMap<Params, Map<string, Pick<Params, "schema">>>();

/** Tasks that leave the same ones open have one schema, which is compiled once. */
function narrowOnce(params: Params, names: readonly string[]): Pick<Params, "schema"> {
  const known = narrowed.get(params) ?? new Map<string, Pick<Params, "schema">>();
  narrowed.set(params, known);
  const made = known.get(names.join()) ?? narrow(params, names);
  known.set(names.join(), made);
  return made;
}

/** The schema without what is not known yet: nothing is said of it, and what goes for several is left to the launch. */
function narrow({ schema }: Params, names: readonly string[]): Pick<Params, "schema"> {
  const properties = Object.fromEntries(
    Object.entries(propertiesOf({ schema })).filter(([name]) => names.includes(name)),
  );
  const definitions = schema["$defs"] === undefined ? {} : { $defs: schema["$defs"] };
  return { schema: { type: "object", properties, ...definitions } };
}
