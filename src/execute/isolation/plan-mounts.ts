/** A line of /proc/PID/mountinfo, as far as it matters. */
export interface Mount {
  readonly point: string;
  /** Of this mount alone: `rw,nosuid,relatime`. */
  readonly options: string;
}

/** Bound to themselves first, so that each is a mount of its own; then made read-only, with these options. */
export interface MountPlan {
  readonly bind: readonly string[];
  readonly readOnly: readonly Mount[];
}

/** What a program needs to be one; a task that is to be kept from them names them. */
const spared = ["/dev", "/proc"];

/** Not what a program needs of it: the kernel's own settings, by some of which root has it start any program outside. */
export const switches = ["/proc/sys", "/proc/sysrq-trigger", "/proc/irq", "/proc/bus"];

/**
 * How `readOnly` and `writable` become mounts: the deepest of them above a mount decides about it. Mounts are not
 * read-only because the one above them is, so each is told. Paths are absolute, real, and there.
 */
export function planMounts(of: {
  mounts: readonly Mount[];
  readOnly: readonly string[];
  writable: readonly string[];
  /** Those of the kernel's settings that are there. */
  switches: readonly string[];
}): MountPlan {
  const rules = new Map<string, boolean>();
  if (of.readOnly.includes("/")) {
    for (const path of spared) rules.set(path, true);
    for (const path of of.switches) rules.set(path, false);
  }
  for (const path of of.readOnly) rules.set(path, false);
  for (const path of of.writable) rules.set(path, true);
  const mayWrite = (path: string): boolean => {
    for (let above = path; ; above = above.slice(0, above.lastIndexOf("/")) || "/") {
      const rule = rules.get(above);
      if (rule !== undefined) return rule;
      if (above === "/") return true;
    }
  };
  const points = new Map(of.mounts.map(({ point, options }) => [point, options]));
  const bind = [...rules.keys()].filter((path) => !spared.includes(path) && !points.has(path)).sort(byDepth);
  const all = [...points.keys(), ...bind].filter((point) => !mayWrite(point)).sort(byDepth);
  const optionsAt = (path: string): string => {
    for (let above = path; ; above = above.slice(0, above.lastIndexOf("/")) || "/") {
      const options = points.get(above);
      if (options !== undefined || above === "/") return options ?? "";
    }
  };
  return { bind, readOnly: all.map((point) => ({ point, options: asReadOnly(optionsAt(point)) })) };
}

/** The text of /proc/self/mountinfo: fields 5 and 6, blanks and the like as `\040` (proc_pid_mountinfo(5)). */
export function parseMounts(text: string): readonly Mount[] {
  return text.split("\n").flatMap((line) => {
    const [, , , , point, options] = line.split(" ");
    if (point === undefined || options === undefined) return [];
    const real = point.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
    return [{ point: real, options }];
  });
}

/** A remount sets all options of a mount: those that it has are said again. */
function asReadOnly(options: string): string {
  return ["ro", ...options.split(",").filter((option) => !["", "rw", "ro"].includes(option))].join(",");
}

function byDepth(a: string, b: string): number {
  const depth = (path: string): number => (path === "/" ? 0 : path.split("/").length);
  return depth(a) - depth(b) || (a < b ? -1 : 1);
}
