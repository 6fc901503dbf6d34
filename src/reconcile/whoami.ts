import { userInfo } from "node:os";

let known: { name: string; home: string; shell: string } | undefined;

/** The user the runner runs as; a uid without an entry in passwd(5) has none. */
export function whoami(): { name: string; home: string; shell: string } {
  if (known) return known;
  try {
    const { username, homedir, shell } = userInfo();
    known = { name: username, home: homedir, shell: shell ?? "/bin/sh" };
  } catch {
    known = { name: String(process.getuid?.() ?? ""), home: "/", shell: "/bin/sh" };
  }
  return known;
}
