import { getSystemErrorMessage } from "node:util";

/** Why something could not be read: the system's words alone, for the fact's key says already what it was about. */
export function describeTrouble(error: unknown): string {
  // One for each address that was tried.
  if (error instanceof AggregateError) return [...new Set(error.errors.map(describeTrouble))].join(", ");
  const { errno, message } = error as NodeJS.ErrnoException;
  // Without a negative number: of OpenSSL, of the HTTP parser, or of our own.
  return errno !== undefined && errno < 0 ? getSystemErrorMessage(errno) : message;
}
