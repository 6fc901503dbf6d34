import { readFileSync } from "node:fs";
import type { Check, Finding } from "../check.ts";
import { fine, warning } from "../check.ts";

/** inotify(7): what file_changed and the noticing of a push go by. */
export const watches: Check = {
  name: "inotify",
  of: "host",
  look: () => [look("max_user_watches", 8192), look("max_user_instances", 64)],
};

function look(limit: string, least: number): Finding {
  const what = `fs.inotify.${limit}`;
  try {
    const value = Number(readFileSync(`/proc/sys/fs/inotify/${limit}`, "utf8"));
    if (value >= least) return fine(what, String(value));
    return warning(what, `${value}, which other programs may use up`, `sysctl ${what}=${least}, and in /etc/sysctl.d`);
  } catch {
    return warning(what, "not known", "Changed files are noticed when they are looked at next, at each poll.");
  }
}
