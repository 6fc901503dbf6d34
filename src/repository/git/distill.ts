/**
 * The one sentence of git's stderr that says what is wrong: the first `fatal:`, else the first `error:` or rejection,
 * else what the remote said, else the last line. Control characters and passwords in URLs are removed.
 */
export function distill(stderr: string): string {
  const lines = stderr
    .split(/[\r\n]+/)
    .map((line) => withoutPasswords(line.replace(/\x1b\[[0-9;]*[A-Za-z]|[\x00-\x1f\x7f]/g, "")).trim())
    .filter((line) => line !== "");
  const said = (pattern: RegExp): string | undefined => lines.find((line) => pattern.test(line));
  const line =
    said(/^fatal: (?!Could not read from remote)/) ??
    said(/^error: /) ??
    said(/^fatal: /) ??
    said(/^remote: /) ??
    lines.at(-1);
  return (line ?? "git gave no reason").replace(/^(fatal|error|remote): /, "").slice(0, 300);
}

/** `https://user:token@host/x` → `https://host/x`. The user of an ssh URL is part of its address and stays. */
export function withoutPasswords(text: string): string {
  return text.replace(/\b(https?:\/\/)[^/\s]+@/g, "$1");
}
