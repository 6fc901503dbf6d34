/** What the shell gets: see the table in the README. */
export const exitCodes = {
  fine: 0,
  taskFailed: 1,
  invalid: 2,
  world: 3,
  bug: 70,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
