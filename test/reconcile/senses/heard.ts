/** What was told, one after the other. `next` waits for the next that nobody has taken yet. */
export interface Heard<T> {
  readonly tell: (one: T) => void;
  readonly next: () => Promise<T>;
  readonly all: readonly T[];
}

export function heard<T>(): Heard<T> {
  const all: T[] = [];
  let taken = 0;
  let wake = (): void => undefined;
  return {
    all,
    tell: (one) => {
      all.push(one);
      wake();
    },
    next: async () => {
      while (all.length <= taken) await new Promise<void>((resolve) => (wake = resolve));
      return all[taken++]!;
    },
  };
}
