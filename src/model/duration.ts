const unitMs = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/**
 * Reads `500ms`, `90s`, `15m`, `1h30m`, `7d`, or ISO 8601 without years and months: `PT15M`, `P1DT12H`, `P2W`.
 * Strict: units in falling order, each once, no blanks, no sign, below 2^53 ms. Zero is fine (`0s`, and plain `0`).
 * Gives milliseconds, or undefined where it is not a duration.
 */
export function parseDuration(text: string): number | undefined {
  if (text === "0") return 0;
  const plain = /^(?:(\d{1,9})d)?(?:(\d{1,9})h)?(?:(\d{1,9})m)?(?:(\d{1,12})s)?(?:(\d{1,15})ms)?$/.exec(text);
  if (plain && text !== "") {
    return sum(plain[1], unitMs.d, plain[2], unitMs.h, plain[3], unitMs.m, plain[4], unitMs.s, plain[5], unitMs.ms);
  }
  const iso = /^P(?=.)(?:(\d{1,6})W)?(?:(\d{1,9})D)?(?:T(?=.)(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,12})S)?)?$/.exec(
    text,
  );
  if (!iso) return undefined;
  return sum(iso[1], 7 * unitMs.d, iso[2], unitMs.d, iso[3], unitMs.h, iso[4], unitMs.m, iso[5], unitMs.s);
}

function sum(...countsAndUnits: (string | number | undefined)[]): number | undefined {
  let total = 0;
  for (let i = 0; i < countsAndUnits.length; i += 2)
    total += Number(countsAndUnits[i] ?? 0) * Number(countsAndUnits[i + 1]);
  return Number.isSafeInteger(total) ? total : undefined;
}

/** `1h30m`, `12.3s`, `850ms`: the two largest units, for people. Below a minute one decimal, below a second ms. */
export function renderDuration(durationMs: number): string {
  if (durationMs < 1000) return `${Math.round(durationMs)}ms`;
  if (durationMs < 59_950) return `${(durationMs / 1000).toFixed(1).replace(/\.0$/, "")}s`;
  const seconds = Math.round(durationMs / 1000);
  const parts: string[] = [];
  let rest = seconds;
  for (const [unit, size] of [
    ["d", 86_400],
    ["h", 3600],
    ["m", 60],
    ["s", 1],
  ] as const) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count}${unit}`);
    if (parts.length === 2) break;
  }
  return parts.join("");
}
