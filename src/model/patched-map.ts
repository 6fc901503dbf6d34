/**
 * A map as another one with some entries put in, exchanged or taken out, at the price of those: a hundred thousand entries
 * take longer to copy than a change of one of them may take. Entries come in the order of `compare`, which the other one
 * has to be in.
 */
export class PatchedMap<K, V> implements ReadonlyMap<K, V> {
  readonly #base: ReadonlyMap<K, V>;
  readonly #compare: (a: K, b: K) => number;
  /** undefined: taken out. */
  readonly #patches: ReadonlyMap<K, V | undefined>;
  /** In order. */
  readonly #added: readonly K[];
  readonly size: number;

  private constructor(base: ReadonlyMap<K, V>, compare: (a: K, b: K) => number, patches: Map<K, V | undefined>) {
    this.#base = base;
    this.#compare = compare;
    this.#patches = patches;
    const isThere = [...patches].filter(([, value]) => value !== undefined).map(([key]) => key);
    this.#added = isThere.filter((key) => !base.has(key)).sort(compare);
    const gone = [...patches].filter(([key, value]) => value === undefined && base.has(key));
    this.size = base.size + this.#added.length - gone.length;
  }

  /** `patches`: undefined takes out. One patch upon another is one; too many of them are written out. */
  static patch<K, V>(
    map: ReadonlyMap<K, V>,
    patches: Iterable<readonly [K, V | undefined]>,
    compare: (a: K, b: K) => number,
  ): ReadonlyMap<K, V> {
    const [base, earlier] = map instanceof PatchedMap ? (map as PatchedMap<K, V>).#parts() : [map, []];
    const all = new Map([...earlier, ...patches]);
    const patched = new PatchedMap(base, compare, all);
    return all.size > mostPatches ? new Map(patched) : patched;
  }

  #parts(): [ReadonlyMap<K, V>, Iterable<readonly [K, V | undefined]>] {
    return [this.#base, this.#patches];
  }

  get(key: K): V | undefined {
    return this.#patches.has(key) ? this.#patches.get(key) : this.#base.get(key);
  }

  has(key: K): boolean {
    return this.#patches.has(key) ? this.#patches.get(key) !== undefined : this.#base.has(key);
  }

  *entries(): MapIterator<[K, V]> {
    let next = 0;
    for (const [key, value] of this.#base) {
      for (; next < this.#added.length && this.#compare(this.#added[next]!, key) < 0; next += 1)
        yield [this.#added[next]!, this.#patches.get(this.#added[next]!)!];
      if (!this.#patches.has(key)) yield [key, value];
      else if (this.#patches.get(key) !== undefined) yield [key, this.#patches.get(key)!];
    }
    for (const key of this.#added.slice(next)) yield [key, this.#patches.get(key)!];
  }

  *keys(): MapIterator<K> {
    for (const [key] of this.entries()) yield key;
  }

  *values(): MapIterator<V> {
    for (const [, value] of this.entries()) yield value;
  }

  [Symbol.iterator](): MapIterator<[K, V]> {
    return this.entries();
  }

  forEach(visit: (value: V, key: K, map: ReadonlyMap<K, V>) => void): void {
    for (const [key, value] of this.entries()) visit(value, key, this);
  }
}

/** Each of them costs every look-up a little memory, and every change a little time. */
const mostPatches = 1000;
