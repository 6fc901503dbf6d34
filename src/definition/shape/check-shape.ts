import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Json } from "../../model/json.ts";
import type { Document, Pointer } from "../read/document.ts";
import type { ShapeError } from "../validators.generated.js";
import { checkHost, checkSettings, checkTask, checkTaskList } from "../validators.generated.js";
import { explainShapeError } from "./explain-shape-error.ts";
import { findMisplacedKeys } from "./find-misplaced-keys.ts";

/** What a document is to be. The names are those of knownKeys. */
export type Root = "task" | "taskList" | "settings" | "host";

const checks = { task: checkTask, taskList: checkTaskList, settings: checkSettings, host: checkHost };

export interface Shape {
  readonly diagnostics: readonly Diagnostic[];
  /**
   * Keys whose values must not be used, for each group of keys: "" for the document's own, `defaults`, `tasks/3`, in
   * settings `git` and so on. A group that is no table at all has the entry "". Where only one schedule or need of
   * several is wrong, it alone: `schedule/2`.
   */
  readonly unsound: ReadonlyMap<string, ReadonlySet<string>>;
}

const nothingWrong: Shape = { diagnostics: [], unsound: new Map() };

/** Holds a document against its schema. */
export function checkShape(document: Document, root: Root): Shape {
  const check = checks[root];
  const fits = check(document.value);
  const misplaced = root === "task" || root === "taskList" ? findMisplacedKeys(document, root) : [];
  if (fits && misplaced.length === 0 && document.flawed.length === 0) return nothingWrong;
  const diagnostics: Diagnostic[] = [];
  const unsound = new Map<string, Set<string>>();
  const told = new Set<string>();
  for (const pointer of document.flawed) note(pointer);
  for (const { pointer, diagnostic } of misplaced) note(pointer, diagnostic);
  for (const error of (fits ? undefined : check.errors) ?? []) {
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
    const alone = typeof item === "number" && (key === "schedule" || key === "needs");
    unsound.get(name)!.add(alone ? `${key}/${item}` : String(key));
  }
}

function groupOf(root: Root, pointer: Pointer): Pointer {
  if (root === "settings" || (root === "taskList" && pointer[0] === "defaults")) return pointer.slice(0, 1);
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
