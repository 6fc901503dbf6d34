import { closest } from "../../diagnostics/closest.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Hops } from "../../diagnostics/meaning-codes.ts";
import { needCycle, startCycle, triggerCycle, unknownNeed, unknownTrigger } from "../../diagnostics/meaning-codes.ts";
import { requiredParam } from "../../diagnostics/param-codes.ts";
import type { Span } from "../../diagnostics/span.ts";
import type { Json } from "../../model/json.ts";
import { isTable } from "../../model/json.ts";
import { findCycles } from "./find-cycles.ts";
import type { WrittenTask } from "./written-task.ts";

/** "Did you mean" compares with every id: enough for people, and a file full of wrong ids stays cheap. */
const mostSuggestions = 50;

/** A key by which tasks name others. */
interface References {
  readonly list: (task: WrittenTask) => readonly Reference[];
  readonly unknown: (span: Span, id: string, meant: string | undefined) => Diagnostic;
  readonly cycle: (hops: Hops) => Diagnostic;
}

interface Reference {
  readonly id: string;
  readonly span: () => Span;
}

const needs: References = { list: listNeeds, unknown: unknownNeed, cycle: needCycle };
const triggers: References = { list: listTriggers, unknown: unknownTrigger, cycle: triggerCycle };

/**
 * Needs and events that name no task, and circles of them. `mayDefine`: whether a file that could not be read may hold a
 * task, which then is not missing for sure.
 */
export function checkReferences(tasks: readonly WrittenTask[], mayDefine: (id: string) => boolean): Diagnostic[] {
  return [
    ...[needs, triggers].flatMap((references) => check(references, tasks, mayDefine)),
    ...checkLoops(tasks),
    ...checkPassing(tasks),
  ];
}

/** Why one task runs when another does. */
interface Cause extends Reference {
  /** A clause for the diagnostic: `runs after`. */
  readonly verb: string;
}

/**
 * Circles of both: a task that runs after what is started anew for it each time would run for ever. A needed task that has
 * a trigger of its own is not started for those who need it, so there the circle ends.
 */
function checkLoops(tasks: readonly WrittenTask[]): Diagnostic[] {
  const causes = new Map<string, Cause[]>();
  const add = (id: string, cause: Cause): void => {
    const others = causes.get(id);
    if (others) others.push(cause);
    else causes.set(id, [cause]);
  };
  const startedForOthers = new Set(tasks.filter((task) => !hasTrigger(task)).map(({ id }) => id));
  for (const task of tasks) {
    if (task.id === undefined) continue;
    for (const after of listTriggers(task)) add(task.id, { ...after, verb: "runs after" });
    for (const need of listNeeds(task)) {
      if (startedForOthers.has(need.id)) add(need.id, { id: task.id, span: need.span, verb: "is started for" });
    }
  }
  return findCycles(new Map([...causes].map(([id, list]) => [id, list.map((cause) => cause.id)]))).flatMap((circle) => {
    const hops = circle.map((task, i) => {
      const next = circle[(i + 1) % circle.length];
      const { span, verb } = causes.get(task)!.find((cause) => cause.id === next)!;
      return { task, span: span(), verb };
    });
    const isMixed = new Set(hops.map(({ verb }) => verb)).size > 1;
    return isMixed ? [startCycle(hops)] : [];
  });
}

/** Nobody passes anything to what is started because it is needed. */
function checkPassing(tasks: readonly WrittenTask[]): Diagnostic[] {
  const required = new Map<string | undefined, readonly string[]>();
  for (const task of tasks) {
    const names = listRequired(task);
    if (names.length > 0) required.set(task.id, names);
  }
  if (required.size === 0) return [];
  return tasks.flatMap((task) =>
    listNeeds(task).flatMap(({ id, span }) => {
      const [name] = required.get(id) ?? [];
      return name === undefined ? [] : [requiredParam(span(), name, `"${id}" is started for "${task.id}"`)];
    }),
  );
}

/** Parameters that have to be passed: required, and without a default. */
export function listRequired({ merged }: WrittenTask): readonly string[] {
  const { params } = merged.value;
  if (!isTable(params)) return [];
  const { required, properties } = params;
  const hasDefault = (name: string): boolean => {
    const schema = isTable(properties) ? properties[name] : undefined;
    return isTable(schema) && Object.hasOwn(schema, "default");
  };
  return Array.isArray(required) ? (required as string[]).filter((name) => !hasDefault(name)) : [];
}

export function hasTrigger({ merged }: WrittenTask): boolean {
  const { schedule, on } = merged.value;
  const events = Array.isArray(on) ? (on as readonly Json[]) : on === undefined ? [] : [on];
  return schedule !== undefined || events.some((event) => !isTable(event) || !Object.hasOwn(event, "request"));
}

function check(
  { list, unknown, cycle }: References,
  tasks: readonly WrittenTask[],
  mayDefine: (id: string) => boolean,
): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const named = new Map<string, readonly Reference[]>();
  for (const task of tasks) if (task.id !== undefined && !named.has(task.id)) named.set(task.id, list(task));
  let suggestions = 0;
  for (const { id, span } of tasks.flatMap(list)) {
    if (named.has(id) || mayDefine(id)) continue;
    const meant = suggestions++ < mostSuggestions ? closest(id, named.keys()) : undefined;
    diagnostics.push(unknown(span(), id, meant));
  }
  // Most tasks name no other.
  const edges = [...named].filter(([, others]) => others.length > 0);
  const graph = new Map(edges.map(([id, others]) => [id, others.map((other) => other.id)]));
  for (const circle of findCycles(graph)) {
    const hops = circle.map((task, i) => {
      const next = circle[(i + 1) % circle.length];
      const reference = named.get(task)!.find((other) => other.id === next)!;
      return { task, span: reference.span() };
    });
    diagnostics.push(cycle(hops));
  }
  return diagnostics;
}

export function listNeeds({ merged }: WrittenTask): readonly Reference[] {
  const written = merged.value["needs"];
  if (!Array.isArray(written)) return [];
  return (written as readonly Json[]).flatMap((need, i) => {
    if (merged.isUnsound(`needs/${i}`)) return [];
    if (typeof need === "string") return [{ id: need, span: () => merged.locate(["needs", i], "value") }];
    const { task } = need as { readonly task: string };
    return [{ id: task, span: () => merged.locate(["needs", i, "task"], "value") }];
  });
}

/** Events after another task. `*` names none: whoever waits for any task leaves its own out. */
export function listTriggers({ merged }: WrittenTask): readonly Reference[] {
  const written = merged.value["on"];
  const items = Array.isArray(written)
    ? (written as readonly Json[]).map((item, i) => [item, ["on", i]] as const)
    : [[written, ["on"]] as const];
  return items.flatMap(([event, pointer]) => {
    if (!isTable(event) || merged.isUnsound(pointer.join("/"))) return [];
    const { task } = event;
    if (typeof task !== "string" || task === "*") return [];
    return [{ id: task, span: () => merged.locate([...pointer, "task"], "value") }];
  });
}
