/**
 * Words that stand where a schedule does and are none: events. Whoever reads schedules looks for these first; here they
 * are known for "did you mean".
 */
export const eventWords = {
  boot: "boot+5m",
  shutdown: "shutdown",
  login: "login",
  condition: "condition:disk_usage:/var:90",
} as const;

export type EventWord = keyof typeof eventWords;

/** The word of an event that a text begins with. */
export function findEventWord(text: string): EventWord | undefined {
  const word = /^\s*([a-z]+)(?![a-z])/i.exec(text)?.[1]?.toLowerCase();
  return word !== undefined && Object.hasOwn(eventWords, word) ? (word as EventWord) : undefined;
}
