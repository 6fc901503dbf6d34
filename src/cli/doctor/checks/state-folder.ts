import { existsSync, readFileSync, statfsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { renderSize } from "../../../model/size.ts";
import type { Check, Finding } from "../check.ts";
import { fine, problem, warning } from "../check.ts";

/** Below, the journal soon cannot be written: a run needs a few kilobytes, its log up to a few megabytes. */
const leastBytes = 64 * 1024 ** 2;
const fewBytes = 1024 ** 3;

/** File systems on which what was written and synced may be gone, or locks may not hold. */
const doubtful = /^(?:nfs\d?|cifs|smb\d?|fuse\..*|9p|tmpfs|ramfs|vboxsf)$/;

export const stateFolder: Check = {
  name: "state folder",
  of: "host",
  look({ stateDir }) {
    const there = nearest(stateDir);
    return [...lookAtRights(stateDir, there), lookAtRoom(there), lookAtKind(there)];
  },
};

function lookAtRights(stateDir: string, there: string): readonly Finding[] {
  if (there !== stateDir) return [fine("state folder", `${stateDir}, which is yet to be made`)];
  const { uid, mode } = statSync(stateDir);
  const me = process.geteuid!();
  if (uid !== me && me !== 0)
    return [problem("state folder", `${stateDir} belongs to the user ${uid}`, "Ask as the user that runs the runner.")];
  const digits = (mode & 0o777).toString(8);
  if ((mode & 0o077) === 0) return [fine("state folder", `${stateDir}, mode 0${digits}`)];
  return [problem("state folder", `${stateDir} is open to others, mode 0${digits}`, `chmod 700 ${stateDir}`)];
}

function lookAtRoom(there: string): Finding {
  const { bavail, bsize, blocks, files, ffree } = statfsSync(there);
  const free = bavail * bsize;
  const found = `${renderSize(free)} of ${renderSize(blocks * bsize)} free at ${there}`;
  const fix = "Make room, or move the folder: state_dir in /etc/runner/host.toml.";
  if (free < leastBytes) return problem("disk space", found, fix);
  if (files > 0 && ffree < 1000) return problem("disk space", `${found}, and only ${ffree} inodes`, fix);
  return free < fewBytes ? warning("disk space", found, fix) : fine("disk space", found);
}

function lookAtKind(there: string): Finding {
  const kind = fileSystemOf(there);
  if (kind === undefined) return warning("file system", "not known", "Is /proc mounted?");
  if (!doubtful.test(kind)) return fine("file system", kind);
  const fix =
    "Put it on a disk of this host (state_dir in /etc/runner/host.toml), or accept that a crash may lose records.";
  return warning("file system", `${kind}: what was written may not be on a disk, and locks may not hold`, fix);
}

/** proc_pid_mountinfo(5): the last mount whose point is the longest that holds the path. */
function fileSystemOf(path: string): string | undefined {
  const mounts = readFileSync("/proc/self/mountinfo", "utf8").trimEnd().split("\n");
  let best: { point: string; kind: string } | undefined;
  for (const line of mounts) {
    const [, point = "", kind = ""] = /^\S+ \S+ \S+ \S+ (\S+) .*? - (\S+) /.exec(line) ?? [];
    const holds = path === point || path.startsWith(point.endsWith("/") ? point : `${point}/`);
    if (holds && point.length >= (best?.point.length ?? 0)) best = { point, kind };
  }
  return best?.kind;
}

function nearest(path: string): string {
  return existsSync(path) ? path : nearest(dirname(path));
}
