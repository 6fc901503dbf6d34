import { userInfo } from "node:os";
import type { Here } from "./open-here.ts";

/** `ada@web-1`: who asks, for reports and for whoever wonders later. */
export function whoAsks({ hostSettings }: Pick<Here, "hostSettings">): string {
  return `${userName()}@${hostSettings.name}`;
}

/** A uid without an entry in passwd(5) has no name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid-${process.getuid?.() ?? "unknown"}`;
  }
}
