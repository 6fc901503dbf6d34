/** A moment and what is due then. Entries are never removed early: whoever takes one asks whether it still holds. */
export interface Due<K extends string> {
  readonly at: number;
  readonly key: K;
}

/** What is due at one instant comes in the same order however it was entered. */
export function isSooner(a: Due<string>, b: Due<string>): boolean {
  return a.at < b.at || (a.at === b.at && a.key < b.key);
}
