import type { Catalog } from "../model/catalog.ts";
import { byCodePoint } from "../model/compare.ts";
import type { TaskId } from "../model/ids.ts";
import { hostMatches } from "./gates/hosts.ts";

/** A task that listens to requests of a category. */
export interface Chosen {
  readonly task: TaskId;
  /** As its definition has it. */
  readonly category: string;
  readonly minConfidence: number;
}

export type Choice =
  /** One at least. In order of id. */
  | { readonly kind: "chosen"; readonly tasks: readonly Chosen[] }
  /** All of these ask for more. */
  | { readonly kind: "unsure"; readonly tasks: readonly Chosen[] }
  /** Nobody here listens to that category; to these somebody does, each in its first spelling. In order. */
  | { readonly kind: "none"; readonly categories: readonly string[] };

/**
 * The tasks for a category of which one is so sure (0–1). Letter case, `_`, `-` and blanks do not matter. Those that are
 * disabled or not for this host are left out; a paused one is chosen, and its gates say why it does not run.
 */
export function chooseTasks(
  { tasks }: Pick<Catalog, "tasks">,
  host: { readonly name: string; readonly labels: readonly string[] },
  { category, confidence }: { category: string; confidence: number },
): Choice {
  const all = [...tasks.values()]
    .filter((task) => task.enabled && hostMatches(task.hosts, host))
    .flatMap(({ id, triggers }) => triggers.filter((trigger) => trigger.kind === "request").map((of) => ({ id, of })))
    .map(({ id, of }): Chosen => ({ task: id, category: of.category, minConfidence: of.minConfidence }));
  const wanted = foldCategory(category);
  const matching = easiestOfEach(all.filter((one) => foldCategory(one.category) === wanted));
  if (matching.length === 0) {
    const categories = new Map(all.toReversed().map((one) => [foldCategory(one.category), one.category]));
    return { kind: "none", categories: [...categories.values()].sort(byCodePoint) };
  }
  const chosen = matching.filter(({ minConfidence }) => minConfidence <= confidence);
  return chosen.length > 0 ? { kind: "chosen", tasks: chosen } : { kind: "unsure", tasks: matching };
}

function foldCategory(text: string): string {
  return text.toLowerCase().replaceAll(/[\s_-]/g, "");
}

/** A task may listen to one category in several ways: the one that asks for least counts. */
function easiestOfEach(some: readonly Chosen[]): readonly Chosen[] {
  const byTask = new Map<TaskId, Chosen>();
  for (const one of some) {
    const before = byTask.get(one.task);
    if (!before || one.minConfidence < before.minConfidence) byTask.set(one.task, one);
  }
  return [...byTask.values()].sort((a, b) => byCodePoint(a.task, b.task));
}
