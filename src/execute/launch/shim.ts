import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";

/**
 * Leads one launch: takes the claim, runs check and command, writes down how they ended. Plain POSIX sh, builtins only.
 *
 * Arguments: claim file, boot id, bytes in the log so far, mark in KiB, the words of the check as text for eval or "",
 * their number; then the words of the check and those of the command. Standard output is the log,
 * standard error the exit file.
 *
 * Why it is so:
 * - The command runs in the foreground, because a background job of sh ignores INT and QUIT and loses its standard
 *   input. sh itself goes on waiting for a foreground job when a signal comes that it traps.
 * - A trap, unlike an ignored signal, is not inherited. Scripts that do `kill 0` must not take the shim with them.
 * - `exec` in a subshell, so that `["echo", "x"]` is the program, not the shell's builtin.
 * - sh says 143 for `exit 143` and for a death by TERM alike, but prints "Terminated" only for the latter: that text
 *   goes to the exit file, ahead of the record. dash(1) and bash(1) print it for all signals but INT and PIPE; those two
 *   are taken for an exit with that code. bash does so for a script in a file only, not for `-c`.
 * - The claim is made before its text is written, and a full disk must not keep a clean-up task from running: only
 *   failing to make the file ends the shim, and it ends by KILL, which cannot be taken for a result.
 */
const shimText = `_rs_stop=
trap '_rs_stop=1' TERM
trap : HUP INT QUIT ALRM USR1 USR2
unset IFS PWD OLDPWD SHLVL
_rs_run() (
  exec "$@" 2>&1
)
_rs_end() {
  { echo "$1 $2"; times; echo end; } >&2
  exit "$2"
}
_rs_field22() { _rs_ticks=\${22}; }
_rs_claim=$1 _rs_boot=$2 _rs_logged=$3 _rs_mark=$4 _rs_check=$5 _rs_count=$6
shift 6
read -r _rs_stat </proc/$$/stat
_rs_field22 $_rs_stat
set -C
{ { echo "$$ $_rs_ticks $_rs_boot $_rs_logged" >&3; } 2>/dev/null || :; } 3>"$_rs_claim" || kill -KILL $$
set +C
ulimit -S -m "$_rs_mark" 2>/dev/null
[ -z "$_rs_check" ] || eval "_rs_run $_rs_check" || _rs_end check $?
[ -z "$_rs_stop" ] || { echo stopped >&2; _rs_end exit 143; }
shift "$_rs_count"
_rs_run "$@"
_rs_end exit $?
`;

const shimName = `shim-${createHash("sha256").update(shimText).digest("hex").slice(0, 8)}.sh`;

/**
 * Puts the shim into the state folder, so that `ps` shows a short line. Its name has a hash of its text: a newer runner
 * never changes a file that a running sh is still reading. Gives its path; throws what the file system says.
 */
export function placeShim(stateDir: string): string {
  const path = `${stateDir}/${shimName}`;
  if (existsSync(path)) return path;
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  writeFileSync(`${path}.new`, shimText, { mode: 0o600 });
  renameSync(`${path}.new`, path);
  return path;
}
