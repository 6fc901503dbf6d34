import { closest } from "../diagnostics/closest.ts";
import type { Catalog } from "../model/catalog.ts";
import { byCodePoint } from "../model/compare.ts";
import type { TaskId } from "../model/ids.ts";

/** The tasks that answer requests of a category, or what is to be said where there is none. */
export type Choice =
  | { readonly kind: "chosen"; readonly tasks: readonly { readonly task: TaskId; readonly minConfidence: number }[] }
  | { readonly kind: "nothing"; readonly message: string; readonly hint: string };

/** Letter case, `_`, `-` and spaces do not matter. A task is chosen if the confidence is at least what it asks for. */
export function chooseTasks(catalog: Catalog, category: string, confidence: number): Choice {
  const offers = [...catalog.tasks.values()]
    .filter(({ enabled }) => enabled)
    .flatMap(({ id, triggers }) =>
      triggers.flatMap((trigger) => (trigger.kind === "request" ? [{ task: id, ...trigger }] : [])),
    )
    .sort((a, b) => byCodePoint(a.task, b.task));
  const meant = offers.filter((offer) => plain(offer.category) === plain(category));
  if (meant.length === 0) {
    const categories = [...new Set(offers.map((offer) => offer.category))].sort(byCodePoint);
    const near = closest(category, categories);
    const known =
      categories.length === 0 ? "No task has on = [{ request = … }]." : `There are: ${categories.join(", ")}.`;
    return {
      kind: "nothing",
      message: `no task answers requests of the category ${JSON.stringify(category)}`,
      hint: near === undefined ? known : `Did you mean ${JSON.stringify(near)}? ${known}`,
    };
  }
  const tasks = meant.filter(({ minConfidence }) => minConfidence <= confidence);
  if (tasks.length > 0) return { kind: "chosen", tasks };
  const asked = meant.map(({ task, minConfidence }) => `${task} (${minConfidence})`).join(", ");
  return {
    kind: "nothing",
    message: `a confidence of ${confidence} is too little for ${JSON.stringify(category)}`,
    hint: `At least so much is asked for by ${asked}.`,
  };
}

function plain(category: string): string {
  return category.toLowerCase().replace(/[\s_-]+/g, "");
}
