import { spawn } from "node:child_process";

export interface MeasuredFile {
  readonly bytes: number;
  readonly sha256: string;
}

/** A line a file, of blanks where there is none. Opened by the shell: no name can be an option then. */
const script = `for file; do
  size= sum=
  if [ -f "$file" ]; then size=$(stat -Lc %s -- "$file"); sum=$(sha256sum <"$file"); fi
  printf '%s %s\\n' "$size" "$sum"
done 2>/dev/null`;

const longestMs = 60_000;

/**
 * Size and SHA-256 of files, undefined for what is no file that can be read, and for those that come after a minute. As
 * the user who names them: a runner that is root would tell anybody what is in the files of others.
 */
export async function measureFiles(
  paths: readonly string[],
  as: { readonly uid: number; readonly gid: number } | undefined,
): Promise<readonly (MeasuredFile | undefined)[]> {
  if (paths.length === 0) return [];
  const lines = (await runScript(paths, as)).split("\n");
  return paths.map((_, index) => {
    const [, bytes, sha256] = /^(\d+) ([0-9a-f]{64})\b/.exec(lines[index] ?? "") ?? [];
    return sha256 === undefined ? undefined : { bytes: Number(bytes), sha256 };
  });
}

function runScript(
  paths: readonly string[],
  as: { readonly uid: number; readonly gid: number } | undefined,
): Promise<string> {
  const child = spawn("/bin/sh", ["-c", script, "sh", ...paths], {
    cwd: "/",
    env: { PATH: "/usr/local/bin:/usr/bin:/bin", LC_ALL: "C" },
    stdio: ["ignore", "pipe", "ignore"],
    detached: true,
    ...(as && { uid: as.uid, gid: as.gid }),
  });
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (said += text));
  return new Promise((resolve) => {
    // A file on a disk that does not answer keeps its reader for ever: nobody waits for that.
    const timer = setTimeout(() => {
      if (child.pid !== undefined) killGroup(child.pid);
      child.stdout.destroy();
      child.unref();
      resolve(said);
    }, longestMs);
    child.on("error", () => resolve(""));
    child.on("close", () => {
      clearTimeout(timer);
      resolve(said);
    });
  });
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It is gone.
  }
}
