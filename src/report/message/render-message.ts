import { oneLine } from "../../model/one-line.ts";
import { wrapText } from "../../model/wrap-text.ts";

/**
 * A commit message: subject, paragraphs wrapped at 72, then one block of trailers as git-interpret-trailers(1) reads
 * it. Whatever a value holds, it stays on its line and is never empty (`none`), so that nothing can pass for a trailer
 * that is not one of `trailers`.
 */
export function renderMessage(of: {
  subject: string;
  /** Empty ones are left out. A paragraph is one text; items of a list are paragraphs that start with `- `. */
  paragraphs: readonly string[];
  trailers: Trailers;
}): string {
  const paragraphs = of.paragraphs.map((text) => oneLine(text)).filter((text) => text !== "");
  const body = paragraphs.map((text, i) => (i > 0 ? separator(paragraphs[i - 1]!, text) : "") + renderParagraph(text));
  const trailers = of.trailers.map(([key, value]) => `${key}: ${renderTrailerValue(value)}`);
  return [oneLine(of.subject), ...(body.length > 0 ? [body.join("")] : []), trailers.join("\n")].join("\n\n") + "\n";
}

export type Trailers = readonly (readonly [key: string, value: string | undefined])[];

export function renderTrailerValue(value: string | undefined): string {
  return oneLine(value ?? "", 500) || "none";
}

function separator(before: string, text: string): string {
  return before.startsWith("- ") && text.startsWith("- ") ? "\n" : "\n\n";
}

function renderParagraph(text: string): string {
  // Git takes a line of `---` for the end of the message, and `#` for a comment; a blank before it is enough.
  return wrapText(text, 72, text.startsWith("- ") ? "  " : "").replace(/^(?=---|#)/gm, " ");
}
