/** JSON as the reports branch keeps it: two spaces, keys in the order of the value, a final newline. */
export function renderJson(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
