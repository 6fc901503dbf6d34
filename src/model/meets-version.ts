import type { VersionOperator, VersionWish } from "./condition.ts";

/** Number by number; a number that is not there is 0, so that 3.8 and 3.8.0 are one version, and 3.8.1 is a later one. */
export function meetsVersion(found: string, { operator, version }: VersionWish): boolean {
  return holds[operator](compare(numbersOf(found), numbersOf(version)));
}

const holds: Readonly<Record<VersionOperator, (order: number) => boolean>> = {
  ">=": (order) => order >= 0,
  "<=": (order) => order <= 0,
  "==": (order) => order === 0,
  ">": (order) => order > 0,
  "<": (order) => order < 0,
};

function compare(one: readonly number[], other: readonly number[]): number {
  for (let i = 0; i < Math.max(one.length, other.length); i += 1) {
    const order = (one[i] ?? 0) - (other[i] ?? 0);
    if (order !== 0) return order;
  }
  return 0;
}

function numbersOf(version: string): readonly number[] {
  return version.split(".").map(Number);
}
