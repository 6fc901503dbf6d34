import type { Trailers } from "../message/render-message.ts";
import { renderTrailerValue } from "../message/render-message.ts";
import type { Tell } from "./finding.ts";

/** Each trailer as often as it is expected, and with what the file says, or the files of the commit. */
export function checkTrailers(
  found: ReadonlyMap<string, readonly string[]>,
  expected: Trailers,
  where: { tell: Tell; path: string | undefined },
): void {
  const { tell, path } = where;
  for (const key of new Set(expected.map(([each]) => each))) {
    const values = found.get(key) ?? [];
    const due = expected.filter(([each]) => each === key).map(([, value]) => renderTrailerValue(value));
    if (values.length === due.length && values.every((value, at) => value === due[at])) continue;
    const says = values.length === 0 ? "is missing" : `says ${quote(values)}`;
    const has = path === undefined ? "the files have" : "the file has";
    tell("trailer", `the trailer ${key} ${says}; ${has} ${quote(due)}`, path);
  }
}

const mostQuoted = 5;

function quote(texts: readonly string[]): string {
  const more = texts.length > mostQuoted ? ` and ${texts.length - mostQuoted} more` : "";
  return (
    texts
      .slice(0, mostQuoted)
      .map((text) => `"${text}"`)
      .join(" and ") + more
  );
}
