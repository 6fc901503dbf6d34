import { wrongValue } from "../../diagnostics/shape-codes.ts";
import type { ToolQuery, VersionOperator } from "../../model/condition.ts";
import { factKeyOf } from "../../model/condition.ts";
import type { Given } from "./given.ts";
import { at } from "./given.ts";

const form = /^([A-Za-z0-9][A-Za-z0-9._+-]{0,62})(?:(>=|<=|==|>|<)(\d{1,9}(?:\.\d{1,9}){0,7}))?$/;

/** Each once. `path`: PATH as the task sets it. */
export function readRequires(
  given: Given,
  requires: readonly string[],
  path: string | undefined,
): readonly ToolQuery[] {
  const tools = requires.flatMap((text, i): ToolQuery[] => {
    if (given.merged.isUnsound(`requires/${i}`)) return [];
    const [, name, operator, version] = form.exec(text) ?? [];
    if (name !== undefined) {
      const wish = version === undefined ? undefined : { operator: operator as VersionOperator, version };
      return [{ kind: "tool", name, version: wish, path }];
    }
    const place = at(given, ["requires", i]);
    const wanted = "the name of a program, and a version where one counts";
    const meant = suggest(text);
    const hint = meant === undefined ? 'Write it like "tar" or "python3>=3.8".' : `Write "${meant}".`;
    place.report(wrongValue(place.span(), { key: place.label, wanted, got: JSON.stringify(text), hint }));
    return [];
  });
  return [...new Map(tools.map((tool) => [factKeyOf(tool), tool])).values()];
}

/** `python3 => v3.8`, `python3@3.8`, `/usr/bin/tar`: what was probably meant. */
function suggest(text: string): string | undefined {
  const [, name, operator = "", version] =
    /^\s*(?:\S*\/)?([A-Za-z0-9][A-Za-z0-9._+-]*?)\s*([=<>~^!@:]{0,3})\s*v?(\d+(?:\.\d+)*)?(?:\.[x*])?\s*$/.exec(text) ??
    [];
  if (name === undefined || operator.includes("!")) return undefined;
  const meant = version === undefined ? name : `${name}${operators[operator] ?? ">="}${version}`;
  return form.test(meant) && meant !== text ? meant : undefined;
}

const operators: Readonly<Record<string, VersionOperator>> = {
  ">": ">",
  "<": "<",
  "<=": "<=",
  "=<": "<=",
  "=": "==",
  "==": "==",
  "===": "==",
};
