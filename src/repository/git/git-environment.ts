/**
 * The environment of every git we start: `from` (normally process.env) without what would bend git to another
 * repository, a prompt, or another language.
 *
 * Of the GIT_ variables only those survive that say how to reach a remote or where settings are. GIT_DIR, GIT_INDEX_FILE
 * and their kin (git-rev-parse(1), --local-env-vars) are set whenever the runner is started from a hook.
 */
export function gitEnvironment(
  from: Readonly<Record<string, string | undefined>>,
  extra: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(from)) {
    if (value !== undefined && survives(name)) environment[name] = value;
  }
  // A replaced object, or a parent by graft, would be applied under a name that stands for something else.
  return { ...environment, ...fixed, ...extra };
}

const fixed = {
  LC_ALL: "C",
  GIT_TERMINAL_PROMPT: "0",
  GIT_OPTIONAL_LOCKS: "0",
  GIT_NO_REPLACE_OBJECTS: "1",
  // No file at all: over one that is there, be it empty, git says that grafts are deprecated, on a stderr that may be gone.
  GIT_GRAFT_FILE: "/dev/null/none",
  SSH_ASKPASS_REQUIRE: "never",
} as const;

const allowed =
  /^GIT_(CEILING_DIRECTORIES|CONFIG_(NOSYSTEM|GLOBAL|SYSTEM|COUNT|KEY_\d+|VALUE_\d+)|SSH|SSH_COMMAND|SSH_VARIANT|SSL_\w+|PROXY_\w+|ASKPASS|ALLOW_PROTOCOL|PROTOCOL_FROM_USER|EXEC_PATH|HTTP_\w+)$/;

function survives(name: string): boolean {
  if (name === "SSH_ASKPASS" || name === "LANGUAGE") return false;
  return !name.startsWith("GIT_") || allowed.test(name);
}
