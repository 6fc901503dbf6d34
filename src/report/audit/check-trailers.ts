import type { Trailers } from "../message/render-message.ts";
import { renderTrailerValue } from "../message/render-message.ts";
import type { Tell } from "./finding.ts";

/** Each trailer once, and with what the file says. */
export function checkTrailers(
  found: ReadonlyMap<string, readonly string[]>,
  expected: Trailers,
  where: { tell: Tell; path: string },
): void {
  const { tell, path } = where;
  for (const [key, value] of expected) {
    const values = found.get(key) ?? [];
    const due = renderTrailerValue(value);
    if (values.length === 1 && values[0] === due) continue;
    const says = values.length === 0 ? "is missing" : `says ${values.map(quote).join(" and ")}`;
    tell("trailer", `the trailer ${key} ${says}; the file has ${quote(due)}`, path);
  }
}

function quote(text: string): string {
  return `"${text}"`;
}
