import { shells } from "./unsaid.ts";

type Name = "bash" | "sh" | "python3" | "node";

/** Which program a host has for what `shell` names; none: the one of that name in PATH. */
export type Interpreters = Readonly<Partial<Record<Name, string>>>;

export const noInterpreters: Interpreters = {};

/** The words that start a script on this host. A list that a task gives instead of a name says itself what it means. */
export function shellHere(shell: readonly string[], interpreters: Interpreters): readonly string[] {
  const name = (Object.keys(interpreters) as Name[]).find((each) => isSame(shells[each], shell));
  return name === undefined ? shell : [interpreters[name]!, ...shell.slice(1)];
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((word, i) => word === b[i]);
}
