/** Text on one line, without control characters, blanks joined; cut with `…` beyond `limit` characters. */
export function oneLine(text: string, limit = 2000): string {
  const line = text
    .toWellFormed()
    .replace(/[\s\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, " ")
    .trim();
  const characters = [...line.slice(0, 2 * limit)];
  return characters.length > limit || line.length > 2 * limit
    ? `${characters
        .slice(0, limit - 1)
        .join("")
        .trimEnd()}…`
    : line;
}
