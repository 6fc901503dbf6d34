/** A number of a compact form: digits alone, from 0 to `most`. */
export function parseNumber(text: string, most = Infinity): number | undefined {
  if (!/^\d{1,9}(\.\d{1,6})?$/.test(text)) return undefined;
  return Number(text) <= most ? Number(text) : undefined;
}
