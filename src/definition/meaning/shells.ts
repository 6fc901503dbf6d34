/** What the names of `shell` stand for; `{}` is the script's path. A failed command, or an unset name, ends a script. */
export const shells = {
  bash: ["bash", "-euo", "pipefail", "{}"],
  sh: ["sh", "-eu", "{}"],
  python3: ["python3", "{}"],
  node: ["node", "{}"],
} as const;
