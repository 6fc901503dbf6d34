import { cutToWidth, displayWidth } from "./display-width.ts";
import { escapeTerminal } from "./escape-terminal.ts";
import { makeStyle, type Style } from "./style.ts";

export interface Column {
  readonly title: string;
  /** `right` for numbers. */
  readonly align?: "left" | "right";
  /** Never cut; for ids that somebody will copy. */
  readonly whole?: boolean;
  /** How far it is cut at most before columns that can be spared are left out; less than that only when they are. */
  readonly least?: number;
  /** It can be spared: cut before the others, and left out where that is not enough. The lowest goes first. */
  readonly spare?: number;
}

/** A text, or a text in a style. What it holds is made safe to print. */
export type Cell = string | { readonly text: string; readonly style: keyof Style };

const gap = "  ";
const narrowest = 8;

/**
 * A table as lines, each with a line feed: titles, then rows, columns aligned by what a terminal shows. `width`: columns
 * of the terminal; what can be spared gives first, then the widest columns are cut, with `…`, until it fits. Undefined
 * (a pipe, a file): nothing is cut.
 * Without rows: nothing at all.
 */
export function renderTable(
  all: readonly Column[],
  rows: readonly (readonly Cell[])[],
  options: { readonly width: number | undefined; readonly color: boolean },
): string {
  if (rows.length === 0) return "";
  const style = makeStyle(options.color);
  const titles = all.map(({ title }): Cell => ({ text: title, style: "bold" }));
  const lines = [titles, ...rows].map((row) => all.map((_, i) => makeSafe(row[i] ?? "")));
  const natural = all.map((_, i) => lines.reduce((most, cells) => Math.max(most, cells[i]!.width), 0));
  const shown = options.width === undefined ? all.map((_, i) => i) : choose(all, natural, options.width);
  const pick = <T>(from: readonly T[]): T[] => shown.map((i) => from[i]!);
  const columns = pick(all);
  const widths = options.width === undefined ? natural : shrink(columns, pick(natural), options.width);
  return lines.map((cells) => renderLine(columns, pick(cells), widths, style)).join("");
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

/** Which columns are shown: those that can be spared are left out, one by one, until the others have their least. */
function choose(columns: readonly Column[], natural: readonly number[], room: number): readonly number[] {
  const isNarrow = (shown: readonly number[]): boolean =>
    total(shown.map((i) => leastOf(columns[i]!, natural[i]!))) > room;
  const sparable = columns.keys().filter((i) => columns[i]!.spare !== undefined);
  const toSpare = [...sparable].sort((a, b) => columns[a]!.spare! - columns[b]!.spare!);
  let shown: readonly number[] = [...columns.keys()];
  while (isNarrow(shown) && toSpare.length > 0) {
    const spared = toSpare.shift();
    shown = shown.filter((i) => i !== spared);
  }
  return shown;
}

/** Takes from the widest column that may be cut until all fit, or none is left that could give. */
function shrink(columns: readonly Column[], natural: readonly number[], room: number): number[] {
  const widths = [...natural];
  const floors = [
    columns.map((column, i) => (column.spare === undefined ? natural[i]! : leastOf(column, natural[i]!))),
    columns.map((column, i) => leastOf(column, natural[i]!)),
    columns.map((column, i) => (column.whole ? natural[i]! : narrowest)),
  ];
  for (const floor of floors) {
    for (let excess = total(widths) - room; excess > 0; excess -= 1) {
      let widest = -1;
      widths.forEach((width, i) => {
        if (width > floor[i]! && width > (widths[widest] ?? 0)) widest = i;
      });
      if (widest < 0) break;
      widths[widest]! -= 1;
    }
  }
  return widths;
}

function leastOf({ whole, least = narrowest }: Column, natural: number): number {
  return whole ? natural : Math.min(natural, least);
}

function total(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, 0) + gap.length * (widths.length - 1);
}
