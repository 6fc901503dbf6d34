/** What a file may hold. Beyond it is a mistake or an attack, and reading must stay linear. SPEC: bad input. */
export const limits = {
  bytes: 1_048_576,
  keys: 10_000,
  /** Tables, lists and plain values together. */
  values: 20_000,
  /** Tables and lists within each other. */
  depth: 64,
  aliases: 1_000,
} as const;

/** Names that every JavaScript object is born with: as keys they would be found where nobody wrote them. */
export const reservedKeys: ReadonlySet<string> = new Set([
  ...Object.getOwnPropertyNames(Object.prototype),
  "prototype",
]);
