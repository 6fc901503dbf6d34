import { parseInstant } from "../model/instant.ts";

type Check = (value: unknown) => boolean;

/**
 * Makes a test for objects whose keys pass the given checks. Keys it does not know are fine: files written by a newer
 * runner stay readable as long as what we read of them is what we expect.
 */
export function hasShape<T>(checks: { readonly [K in keyof T]-?: Check }): (value: unknown) => value is T {
  const entries = Object.entries<Check>(checks);
  return (value): value is T =>
    typeof value === "object" &&
    value !== null &&
    entries.every(([key, check]) =>
      check(Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined),
    );
}

/** Parses JSON text of the given shape; undefined for anything else. */
export function parseShape<T>(text: string, isShape: (value: unknown) => value is T): T | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isShape(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export function anything(): boolean {
  return true;
}

export function isText(value: unknown): value is string {
  return typeof value === "string";
}

export function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

export function isInstant(value: unknown): boolean {
  return typeof value === "string" && parseInstant(value) !== undefined;
}

export function oneOf(...allowed: readonly unknown[]): Check {
  return (value) => allowed.includes(value);
}

export function optional(check: Check): Check {
  return (value) => value === undefined || check(value);
}

export function listOf(check: Check): Check {
  return (value) => Array.isArray(value) && value.every(check);
}

/** Names of any kind, and what each holds. */
export function tableOf(check: Check): Check {
  return (value) =>
    typeof value === "object" && value !== null && !Array.isArray(value) && Object.values(value).every(check);
}

/** A union told apart by `kind`. */
export function byKind(shapes: { readonly [kind: string]: Check }): Check {
  const hasKind = hasShape<{ kind: string }>({ kind: isText });
  return (value) => hasKind(value) && Object.hasOwn(shapes, value.kind) && shapes[value.kind]!(value);
}
