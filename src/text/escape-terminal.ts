const unsafe = /[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/**
 * Makes text from outside safe to print: escape sequences, control characters and the marks that turn the order of
 * letters become visible (`\x1b`, `\u202e`) instead of acting. Line feeds and tabs stay, for texts of several lines.
 */
export function escapeTerminal(text: string): string {
  return text.toWellFormed().replace(unsafe, (character) => {
    const code = character.charCodeAt(0).toString(16);
    return code.length > 2 ? `\\u${code}` : `\\x${code.padStart(2, "0")}`;
  });
}
