import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Json } from "../../model/json.ts";
import type { Document, Pointer, Table } from "../read/document.ts";
import { isTable } from "../../model/json.ts";
import type { ShapeError } from "../validators.generated.js";
import {
  checkAction,
  checkCalendar,
  checkHost,
  checkSettings,
  checkTask,
  checkTaskList,
} from "../validators.generated.js";
import { explainShapeError } from "./explain-shape-error.ts";
import { findMisplacedKeys } from "./find-misplaced-keys.ts";

/** What a document is to be. The names are those of knownKeys. */
export type Root = "task" | "taskList" | "settings" | "host" | "calendar" | "action";

const checks = {
  task: checkTask,
  taskList: checkTaskList,
  settings: checkSettings,
  host: checkHost,
  calendar: checkCalendar,
  action: checkAction,
};

/** Lists in which one wrong item spoils nothing but itself. */
const listsOfEqual: ReadonlySet<string | number> = new Set(["schedule", "on", "window", "blackout", "needs", "dates"]);

export interface Shape {
  readonly diagnostics: readonly Diagnostic[];
  /**
   * Keys whose values must not be used, for each group of keys: "" for the document's own, `defaults`, `tasks/3`, in
   * settings `git` and so on. A group that is no table at all has the entry "". Where only one schedule or need of
   * several (or a window, an event …) is wrong, it alone: `schedule/2`.
   */
  readonly unsound: ReadonlyMap<string, ReadonlySet<string>>;
}

const nothingWrong: Shape = { diagnostics: [], unsound: new Map() };

/** Holds a document against its schema. */
export function checkShape(document: Document, root: Root): Shape {
  const errors = listErrors(document.value, root);
  const misplaced = root === "task" || root === "taskList" ? findMisplacedKeys(document, root) : [];
  if (errors.length + misplaced.length + document.flawed.length === 0) return nothingWrong;
  const diagnostics: Diagnostic[] = [];
  const unsound = new Map<string, Set<string>>();
  const told = new Set<string>();
  for (const pointer of document.flawed) note(pointer);
  for (const { pointer, diagnostic } of misplaced) note(pointer, diagnostic);
  for (const error of errors) {
    const place = follow(document.value, error);
    const diagnostic = explainShapeError({ document, root, error, ...place });
    if (diagnostic !== undefined) note(diagnostic.pointer, diagnostic.diagnostic);
  }
  return { diagnostics, unsound };

  function note(pointer: Pointer, diagnostic?: Diagnostic): void {
    const place = JSON.stringify(pointer);
    // What was told once, by the reader or as a key in the wrong place, is not told again for its value.
    if (told.has(place)) return;
    told.add(place);
    if (diagnostic !== undefined) diagnostics.push(diagnostic);
    const group = groupOf(root, pointer);
    const name = group.join("/");
    if (!unsound.has(name)) unsound.set(name, new Set());
    const [key = "", item] = pointer.slice(group.length);
    const alone = typeof item === "number" && listsOfEqual.has(key);
    unsound.get(name)!.add(alone ? `${key}/${item}` : String(key));
  }
}

function listErrors(value: Table, root: Root): readonly ShapeError[] {
  const errors = checks[root](value) ? [] : checks[root].errors!;
  if (root === "task" || root === "host" || root === "calendar") return errors;
  const { defaults, tasks } = value;
  const ofTasks = (root === "taskList" && Array.isArray(tasks) ? (tasks as readonly Json[]) : []).flatMap((task, i) =>
    isTable(task) ? listTaskErrors(task, `/tasks/${i}`) : [],
  );
  if (!isTable(defaults)) return [...errors, ...ofTasks];
  const ofDefaults = listTaskErrors(defaults, "/defaults");
  return [...errors, ...ofDefaults, ...(Object.hasOwn(defaults, "id") ? [idAsDefault] : []), ...ofTasks];
}

function listTaskErrors(task: Table, instancePath: string): readonly ShapeError[] {
  return checkTask(task, { instancePath }) ? [] : checkTask.errors!;
}

/** The one key in which defaults differ from a task. */
const idAsDefault: ShapeError = {
  instancePath: "/defaults",
  schemaPath: "#/$defs/defaults/additionalProperties",
  keyword: "additionalProperties",
  params: { additionalProperty: "id" },
};

function groupOf(root: Root, pointer: Pointer): Pointer {
  if (root === "settings" || ((root === "taskList" || root === "action") && pointer[0] === "defaults"))
    return pointer.slice(0, 1);
  return root === "taskList" && pointer[0] === "tasks" ? pointer.slice(0, 2) : [];
}

/** From ajv's JSON pointer to ours, and to the value there. */
function follow(root: Json, error: ShapeError): { pointer: (string | number)[]; value: Json } {
  const pointer: (string | number)[] = [];
  let value: Json = root;
  for (const part of error.instancePath.split("/").slice(1)) {
    const name = part.replaceAll("~1", "/").replaceAll("~0", "~");
    const step = Array.isArray(value) ? Number(name) : name;
    pointer.push(step);
    value = (value as { readonly [key: string | number]: Json })[step]!;
  }
  return { pointer, value };
}
