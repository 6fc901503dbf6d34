import type { Choice } from "../../decide/index.ts";
import { closest } from "../../diagnostics/closest.ts";

/** Why no task was chosen for a category, and what to do about it. */
export function explainNoChoice(
  choice: Exclude<Choice, { readonly kind: "chosen" }>,
  { category, confidence }: { category: string; confidence: number },
): { message: string; hint: string } {
  if (choice.kind === "unsure") {
    const least = Math.min(...choice.tasks.map(({ minConfidence }) => minConfidence));
    const asks = choice.tasks.map(({ task, minConfidence }) => `${task} asks for at least ${minConfidence}`);
    return {
      message: `a confidence of ${confidence} is too little for category "${category}": ${asks.join(", ")}`,
      hint: `Give --confidence ${least} or more, or name the task.`,
    };
  }
  const { categories } = choice;
  const message = `no task that is enabled here listens to requests for category "${category}"`;
  if (categories.length === 0) {
    return { message, hint: 'None listens to any: on = [{ request = { category = "…" } }] in a task makes it do so.' };
  }
  const meant = closest(category, categories);
  const all = `There is ${categories.map((name) => `"${name}"`).join(", ")}.`;
  return { message, hint: meant === undefined ? all : `Did you mean "${meant}"? ${all}` };
}
