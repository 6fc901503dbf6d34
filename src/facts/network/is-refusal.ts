const refusals: readonly unknown[] = ["ECONNREFUSED", "EHOSTUNREACH", "ENETUNREACH"];

/**
 * Whether somebody said no: the host has nobody at that port, or whoever is on the way has no way to the host (connect(2)).
 * Of a name with several addresses each has to. Silence is no answer.
 */
export function isRefusal(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.length > 0 && error.errors.every(isRefusal);
  return refusals.includes((error as NodeJS.ErrnoException).code);
}
