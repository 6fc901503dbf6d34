import type { Figure } from "./bench.ts";

/** One line, and a second one for how it came about. */
export function renderFigure({ what, measured, unit, limit, note }: Figure): string {
  const cells = [what.padEnd(66), `${render(measured)} ${unit}`.padStart(10)];
  if (limit !== undefined) {
    cells.push(
      `≤ ${limit} ${unit}`.padStart(10),
      measured <= limit ? "ok" : `MISSED by ${render(measured - limit)} ${unit}`,
    );
  }
  return cells.join("  ") + (note === undefined ? "" : `\n    ${note}`);
}

function render(value: number): string {
  return value.toFixed(Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2);
}
