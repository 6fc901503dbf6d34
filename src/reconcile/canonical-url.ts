import { realpathSync } from "node:fs";
import { resolve } from "node:path";

const usualPorts: Readonly<Record<string, string>> = { "ssh:": "22", "git:": "9418", "http:": "80", "https:": "443" };

/**
 * One spelling for all that lead to one repository, by whatever protocol: `git@host:ops.git`, `ssh://host:22/ops/` and
 * `https://host/ops` are `host/ops`. git-clone(1), GIT URLS. `from`: the folder that a relative path starts in.
 */
export function canonicalUrl(url: string, from: string): string {
  const parsed = parseUrl(url);
  if (parsed === undefined) return withoutEnding(findReal(resolve(from, url)));
  const { protocol, host, path } = parsed;
  if (protocol === "file:") return withoutEnding(findReal(path));
  const [name = "", port = ""] = host.toLowerCase().split(/:(?=\d+$)/);
  const where = port === "" || port === usualPorts[protocol] ? name : `${name}:${port}`;
  // A home folder's files are often named without it (`host:ops.git`), which only the far side can tell apart.
  return `${where}/${withoutEnding(path)
    .replaceAll(/\/{2,}/g, "/")
    .replace(/^\//, "")}`;
}

/** undefined: it is a path. */
function parseUrl(url: string): { protocol: string; host: string; path: string } | undefined {
  const full = /^([a-z][a-z0-9+.-]*:)\/\/(?:[^/]*@)?([^/@]*)(\/.*)?$/i.exec(url);
  if (full) {
    const protocol = full[1]!.toLowerCase().replace(/^(git\+ssh|ssh\+git):$/, "ssh:");
    return { protocol, host: full[2]!, path: full[3] ?? "" };
  }
  // A colon after a slash belongs to a path: `./a:b`.
  const short = /^(?:[^/@]*@)?(\[[^\]]*\]|[^/:]+):(.*)$/.exec(url);
  return short ? { protocol: "ssh:", host: short[1]!, path: short[2]! } : undefined;
}

function withoutEnding(path: string): string {
  return path
    .replace(/\/+$/, "")
    .replace(/\/?\.git$/, "")
    .replace(/\/+$/, "");
}

/** A remote on a disk that is not mounted now has no other name than this. */
function findReal(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
