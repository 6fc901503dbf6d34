/** `1 task`, `42 tasks`; `many` where that is not the noun with an s. */
export function count(number: number, noun: string, many = `${noun}s`): string {
  return `${number} ${number === 1 ? noun : many}`;
}
