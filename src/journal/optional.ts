/** The named keys as undefined, to spread under a parsed object. */
export function optional<T>(keys: readonly (keyof T)[]): { [K in keyof T]?: undefined } {
  return Object.fromEntries(keys.map((key) => [key, undefined])) as { [K in keyof T]?: undefined };
}
