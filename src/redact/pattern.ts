/** Bytes to hide, from `start` on. */
export type Match =
  | { readonly kind: "none" }
  | { readonly kind: "found"; readonly start: number; readonly end: number }
  /** What has come so far may be the beginning of it. */
  | { readonly kind: "undecided" };

/** Something to hide. */
export interface Pattern {
  /** The first four bytes that count, in each of the ways in which it may begin: where they are, `match` is asked. */
  readonly anchors: ReadonlySet<number>;
  /** Bytes that do not count may stand in it. */
  readonly mayBreak: boolean;
  /** `isLast`: nothing comes after these bytes. */
  readonly match: (bytes: Buffer, start: number, isLast: boolean) => Match;
}

export const anchorLength = 4;

export const none: Match = { kind: "none" };
export const undecided: Match = { kind: "undecided" };

/** Four bytes as one number. */
export function anchorOf(bytes: ArrayLike<number>): number {
  return (bytes[0]! << 24) | (bytes[1]! << 16) | (bytes[2]! << 8) | bytes[3]!;
}
