const units: Readonly<Record<string, number>> = {
  "": 1,
  B: 1,
  K: 1024,
  KiB: 1024,
  KB: 1000,
  M: 1024 ** 2,
  MiB: 1024 ** 2,
  MB: 1000 ** 2,
  G: 1024 ** 3,
  GiB: 1024 ** 3,
  GB: 1000 ** 3,
  T: 1024 ** 4,
  TiB: 1024 ** 4,
  TB: 1000 ** 4,
};

/**
 * Reads `200M`, `2GiB`, `64K`, `1.5GB`, `512B`. One letter and `iB` are powers of 1024 (as systemd.exec(5) has it), `kB`
 * style is powers of 1000. Gives bytes, or undefined where it is not a size.
 */
export function parseSize(text: string): number | undefined {
  const match = /^(\d{1,15}(?:\.\d{1,6})?)([A-Za-z]{0,3})$/.exec(text);
  if (!match || !Object.hasOwn(units, match[2]!)) return undefined;
  const unit = units[match[2]!]!;
  const bytes = Math.round(Number(match[1]) * unit);
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}

/** `1.4 GiB`, `812 B`. */
export function renderSize(bytes: number): string {
  const names = ["B", "KiB", "MiB", "GiB", "TiB"];
  let size = bytes;
  let step = 0;
  while (size >= 1024 && step < names.length - 1) {
    size /= 1024;
    step += 1;
  }
  return `${step === 0 ? size : size.toFixed(1)} ${names[step]}`;
}
