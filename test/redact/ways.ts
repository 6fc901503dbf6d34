/** The ways in which a text of its own may have come to write a secret. Computed by other means than src/redact does. */
export const ways: Readonly<Record<string, (secret: string, before: string) => string>> = {
  "as it is": (secret, before) => before + secret,
  base64: (secret, before) => btoaOf(before + secret),
  "base64 without its padding": (secret, before) => btoaOf(before + secret).replace(/=+$/, ""),
  "base64 for URLs": (secret, before) =>
    btoaOf(before + secret)
      .replaceAll("+", "-")
      .replaceAll("/", "_"),
  "base64 in lines of 76": (secret, before) => wrap(btoaOf(before + secret), 76),
  "base64 in lines of 64, as CR LF": (secret, before) => wrap(btoaOf(before + secret), 64).replaceAll("\n", "\r\n"),
  "in a URL": (secret) => encodeURIComponent(secret),
  "in a URL, lower-case": (secret) =>
    encodeURIComponent(secret).replaceAll(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase()),
  "in a URL, all of it": (secret) => percentAll(secret),
  "in a form": (secret) => new URLSearchParams({ x: secret }).toString().slice(2),
  "in JSON": (secret) => JSON.stringify(secret),
  "in JSON, all of it": (secret) => `"${escapeAll(secret, (hex) => hex)}"`,
  "in JSON, all of it, upper-case": (secret) => `"${escapeAll(secret, (hex) => hex.toUpperCase())}"`,
  "in JSON in JSON": (secret) => JSON.stringify(JSON.stringify({ password: secret })),
  "in hex": (secret, before) => toHex(before + secret),
  "in upper-case hex": (secret, before) => toHex(before + secret).toUpperCase(),
  "broken by a terminal": (secret, before) => wrap(before + secret, 7),
  coloured: (secret, before) => {
    const [first = "", ...rest] = Array.from(secret);
    return `${before}\x1b[1;31m${first}\x1b[0m${rest.join("")}\x1b[m`;
  },
};

function btoaOf(text: string): string {
  return btoa(String.fromCodePoint(...new TextEncoder().encode(text)));
}

function wrap(text: string, width: number): string {
  return Array.from(text)
    .map((character, i) => (i > 0 && i % width === 0 ? `\n${character}` : character))
    .join("");
}

function percentAll(text: string): string {
  return Array.from(
    new TextEncoder().encode(text),
    (byte) => `%${byte.toString(16).padStart(2, "0").toUpperCase()}`,
  ).join("");
}

function toHex(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function escapeAll(text: string, write: (hex: string) => string): string {
  return Array.from(
    { length: text.length },
    (_, i) => `\\u${write(text.charCodeAt(i).toString(16).padStart(4, "0"))}`,
  ).join("");
}
