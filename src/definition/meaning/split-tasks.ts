import { locateOffset } from "../../diagnostics/locate-offset.ts";
import type { Json } from "../../model/json.ts";
import type { Document, Pointer } from "../read/document.ts";
import { isTable } from "../../model/json.ts";
import type { Actions } from "../actions/action.ts";
import type { Shape } from "../shape/check-shape.ts";
import type { Layer, Merged } from "./layer.ts";
import { indivisibleOfTask, mergeLayers } from "./layer.ts";
import type { WrittenTask } from "./written-task.ts";

const sound: ReadonlySet<string> = new Set();

/** Below all that a task is told anywhere else there is what its action says. */
function mergeTask(layers: readonly Layer[], actions: Actions): Merged {
  const merged = mergeLayers(layers, indivisibleOfTask);
  const { uses } = merged.value;
  const found = typeof uses === "string" ? actions.find(uses) : undefined;
  if (!found) return merged;
  const below = [...actions.defaultsOf(uses as string), ...(found.action ? [found.action.defaults] : [])];
  return below.length === 0 ? merged : mergeLayers([...layers, ...below], indivisibleOfTask);
}

/** The tasks of a file: one, or those of its list. `defaults`: what applies to every file, nearest first. */
export function splitTasks(
  document: Document,
  shape: Shape,
  { defaults, actions }: { readonly defaults: readonly Layer[]; readonly actions: Actions },
): WrittenTask[] {
  const { path } = document.source;
  const stem = path.slice(path.lastIndexOf("/") + 1, path.lastIndexOf("."));
  if (!Object.hasOwn(document.value, "tasks")) {
    const merged = mergeTask([layerAt([]), ...defaults], actions);
    const named = Object.hasOwn(document.value, "id");
    const id = named ? merged.value["id"] : stem;
    return [{ ...name(id, named ? ["id"] : []), idFromFileName: !named, file: path, line: 1, merged }];
  }
  const { tasks, defaults: ofFile } = document.value;
  const below = isTable(ofFile) ? [layerAt(["defaults"]), ...defaults] : defaults;
  return (Array.isArray(tasks) ? (tasks as readonly Json[]) : []).map((_, i) => {
    const merged = mergeTask([layerAt(["tasks", i]), ...below], actions);
    const { line } = locateOffset(document.source, document.locate(["tasks", i], "value").start);
    return { ...name(merged.value["id"], ["tasks", i, "id"]), idFromFileName: false, file: path, line, merged };
  });

  function name(id: Json | undefined, pointer: Pointer): Pick<WrittenTask, "id" | "idSpan"> {
    return { id: typeof id === "string" ? id : undefined, idSpan: () => document.locate(pointer, "value") };
  }

  function layerAt(pointer: Pointer): Layer {
    const value = pointer.reduce<Json>((at, step) => (at as { [key: string | number]: Json })[step]!, document.value);
    const unsound = shape.unsound.get(pointer.join("/")) ?? sound;
    return { document, pointer, value: isTable(value) && !unsound.has("") ? value : {}, unsound };
  }
}
