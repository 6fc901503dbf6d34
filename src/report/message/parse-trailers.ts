/** The trailers of a message, which are its last paragraph, where every line of that is one. A key may come twice. */
export function parseTrailers(message: string): ReadonlyMap<string, readonly string[]> {
  const lines = message.trimEnd().split("\n\n").at(-1)!.split("\n");
  const pairs = lines.map((line) => /^([A-Za-z][A-Za-z0-9-]*): (.*)$/.exec(line));
  const trailers = new Map<string, string[]>();
  for (const pair of pairs) {
    if (!pair) return new Map();
    trailers.set(pair[1]!, [...(trailers.get(pair[1]!) ?? []), pair[2]!]);
  }
  return trailers;
}
