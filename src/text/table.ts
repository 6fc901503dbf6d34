import { cutToWidth, displayWidth } from "./display-width.ts";
import { escapeTerminal } from "./escape-terminal.ts";
import { makeStyle, type Style } from "./style.ts";

export interface Column {
  readonly title: string;
  /** `right` for numbers. */
  readonly align?: "left" | "right";
  /** Never cut; for ids that somebody will copy. */
  readonly whole?: boolean;
}

/** A text, or a text in a style. What it holds is made safe to print. */
export type Cell = string | { readonly text: string; readonly style: keyof Style };

const gap = "  ";
const narrowest = 8;

/**
 * A table as lines, each with a line feed: titles, then rows, columns aligned by what a terminal shows. `width`: columns
 * of the terminal; the widest columns are cut, with `…`, until it fits. Undefined (a pipe, a file): nothing is cut.
 * Without rows: nothing at all.
 */
export function renderTable(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  options: { readonly width: number | undefined; readonly color: boolean },
): string {
  if (rows.length === 0) return "";
  const style = makeStyle(options.color);
  const titles = columns.map(({ title }): Cell => ({ text: title, style: "bold" }));
  const lines = [titles, ...rows].map((row) => columns.map((_, i) => makeSafe(row[i] ?? "")));
  const natural = columns.map((_, i) => lines.reduce((most, cells) => Math.max(most, cells[i]!.width), 0));
  const widths = options.width === undefined ? natural : shrink(columns, natural, options.width);
  return lines.map((cells) => renderLine(columns, cells, widths, style)).join("");
}

interface SafeCell {
  readonly text: string;
  readonly width: number;
  readonly style: keyof Style | undefined;
}

function makeSafe(cell: Cell): SafeCell {
  const { text, style } = typeof cell === "string" ? { text: cell, style: undefined } : cell;
  const safe = escapeTerminal(text.replace(/\s+/g, " "));
  return { text: safe, width: displayWidth(safe), style };
}

function renderLine(columns: readonly Column[], cells: readonly SafeCell[], widths: readonly number[], style: Style) {
  const painted = cells.map((cell, i) => {
    const cut = cell.width > widths[i]!;
    const text = cut ? cutToWidth(cell.text, widths[i]!) : cell.text;
    const padding = " ".repeat(widths[i]! - (cut ? displayWidth(text) : cell.width));
    // Padding stays outside the style: blanks at the end of a line can then be dropped.
    const shown = cell.style === undefined ? text : style[cell.style](text);
    return columns[i]!.align === "right" ? padding + shown : shown + padding;
  });
  return `${painted.join(gap).trimEnd()}\n`;
}

/** Takes from the widest column that may be cut until all fit, or none is left that could give. */
function shrink(columns: readonly Column[], natural: readonly number[], room: number): number[] {
  const widths = [...natural];
  let excess = widths.reduce((sum, width) => sum + width, 0) + gap.length * (widths.length - 1) - room;
  for (; excess > 0; excess -= 1) {
    let widest = -1;
    widths.forEach((width, i) => {
      if (!columns[i]!.whole && width > narrowest && width > (widths[widest] ?? 0)) widest = i;
    });
    if (widest < 0) break;
    widths[widest]! -= 1;
  }
  return widths;
}
