import { closest } from "../../diagnostics/closest.ts";
import { misplacedPlaceholder, unknownParam } from "../../diagnostics/param-codes.ts";
import type { Params } from "../../model/params.ts";
import { paramVariable } from "../../model/params.ts";
import { findPlaceholder } from "../../model/placeholder.ts";
import type { TaskFile } from "../task-file.generated.ts";
import type { At } from "../meaning/given.ts";

/** `params` undefined: the task takes none, or they are wrong and told already (`isKnown` false). */
export function checkPlaceholders(
  at: At,
  command: NonNullable<TaskFile["run"]>,
  of: { params: Params | undefined; isKnown: boolean },
): void {
  if (typeof command === "string") return checkText(at, command);
  const [list, place] = "script" in command ? [command.args ?? [], at.within("args")] : [command, at];
  for (const [i, item] of list.entries()) checkItem(place.within(i), item, of);
}

function checkText(at: At, text: string): void {
  if (!text.includes("{{")) return;
  const found = /\{\{\s*params(?:\.([\w-]+))?\s*\}\}/.exec(text);
  if (found === null) return;
  const of = { text: found[0], where: "the text of a script", hint: useVariable(found[1]) };
  at.report(misplacedPlaceholder(at.span(), of));
}

export function checkItem(
  at: At,
  item: string,
  { params, isKnown }: { params: Params | undefined; isKnown: boolean },
): void {
  const placeholder = findPlaceholder(item);
  if (placeholder?.kind === "glued") {
    const where = item === placeholder.text ? "an item with blanks in it" : "a longer item";
    const bare = placeholder.text.replaceAll(/\s/g, "");
    const hint = `Make ${bare} an item of its own.`;
    return at.report(misplacedPlaceholder(at.span(), { text: placeholder.text, where, hint }));
  }
  if (placeholder?.kind !== "one" || !isKnown || params?.names.includes(placeholder.name)) return;
  const { name } = placeholder;
  const meant = closest(name, params?.names ?? []);
  const hint = meant === undefined ? `Describe it: params.properties.${name}.` : `Did you mean {{params.${meant}}}?`;
  at.report(unknownParam(at.span(), name, hint));
}

function useVariable(name: string | undefined): string {
  return name === undefined ? 'Use "$RUNNER_PARAMS".' : `Use "$${paramVariable(name)}".`;
}
