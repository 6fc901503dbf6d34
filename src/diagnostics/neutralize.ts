/**
 * Makes text from a file safe to print: a terminal obeys what is in it otherwise. Control characters become their
 * pictures (`␛`), the C1 set and the marks that turn the direction of writing become `\uFFFD`. One for one, so that
 * columns stay. Tabs and line ends are control characters too: expand or split before.
 */
export function neutralize(text: string): string {
  return text
    .replace(/[\u0000-\u001f]/g, (char) => String.fromCharCode(0x2400 + char.charCodeAt(0)))
    .replaceAll("\u007f", "\u2421")
    .replace(/[\u0080-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, "\ufffd");
}
