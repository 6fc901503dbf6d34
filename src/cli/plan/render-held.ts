import { makeStyle } from "../../text/style.ts";
import type { Held } from "./find-held.ts";

const mostNamed = 10;

/** That the runner will not bring these definitions into force by itself, for people. */
export function renderHeld({ detail, removed }: Held, color: boolean): string {
  const style = makeStyle(color);
  const more = removed.length > mostNamed ? `, and ${removed.length - mostNamed} more` : "";
  return `${style.bold(style.yellow("Held:"))} ${detail}
  Before somebody has called that, the runner stays with the revision in force. What follows is for afterwards.
  removed: ${removed.slice(0, mostNamed).join(", ")}${more}
`;
}
