import { oneLine } from "../../model/one-line.ts";

/** Text from outside as one table cell or line of Markdown: shown as it is, never read as markup, cut at `limit`. */
export function escapeMarkdown(text: string, limit = 120): string {
  return oneLine(text, limit)
    .replace(/[\\`*_[\]#|~$]/g, "\\$&")
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/@/g, "&#64;")
    .replace(/:\/\//g, "&#58;//");
}
