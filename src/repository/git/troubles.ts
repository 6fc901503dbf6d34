/** One thing that goes wrong with git: how git says it, how we say it. Without `retryAfterMs` somebody has to act. */
export interface Trouble {
  /** Searched in git's stderr; its first group is the path, object or name it is about. */
  readonly said: RegExp;
  /** undefined: git's own sentence is good enough. */
  readonly what: (named: string) => string | undefined;
  readonly hint: (named: string) => string;
  readonly retryAfterMs?: number;
}

const asGitSays = (): undefined => undefined;

/** Asked from top to bottom, the first that matches is it: the more particular ones stand above. */
export const troubles: readonly Trouble[] = [
  {
    said: /dubious ownership in repository at '([^']+)'/,
    what: (path) => `git does not trust ${path}, because it belongs to another user`,
    hint: (path) => `Run the runner as that user, or allow it: git config --global --add safe.directory '${path}'`,
  },
  {
    said: /No space left on device|Disk quota exceeded/,
    what: () => "the disk is full",
    hint: () => "Free some space; it is tried again.",
    retryAfterMs: 60_000,
  },
  {
    said: /Read-only file system/,
    what: () => "the file system is read-only",
    hint: () => "Mount it writable again; `dmesg` may tell why it is not.",
    retryAfterMs: 60_000,
  },
  {
    said: /Unable to create '([^']+\.lock)': File exists/,
    what: (path) => `another git holds the lock ${path}`,
    hint: (path) => `It is tried again. If no git is at work here, one was killed: remove the file ${path}`,
    retryAfterMs: 5_000,
  },
  {
    said: /cannot lock ref '([^']+)'.*(?:cannot create|exists;)/,
    what: (ref) => `${ref} cannot be made, because a branch with a part of its name is in the way`,
    hint: (ref) => `Choose another branch name, or remove the other one (git branch; git remote prune) than ${ref}.`,
  },
  {
    said: /aborted by hook|hook declined/,
    what: asGitSays,
    hint: () => "Look at the hooks of the remote: one of them refuses what the runner does.",
  },
  {
    said: /Host key verification failed/,
    what: () => "the key of the ssh host is not known",
    hint: () => "As the runner's user, connect once by hand (ssh HOST), compare the fingerprint and accept it.",
  },
  {
    said: /Permission denied \([a-z-]*(?:publickey|password|keyboard)|Authentication failed|could not read (?:Username|Password)|Access denied|(?:error|status): 40[13]|Invalid username or/,
    what: () => "the remote does not let us in",
    hint: () =>
      "Give the runner's user a key (git.ssh_key in runner.toml) or a credential helper; try: git ls-remote URL",
  },
  {
    said: /certificate (?:verif|problem|has expired)|server certificate verification failed/i,
    what: asGitSays,
    hint: () => "Install the certificate authority of the remote on this machine, or correct the clock.",
  },
  {
    said: /Repository not found|repository '([^']*)' not found/,
    what: () => "the remote says there is no such repository",
    hint: () => "Check its address (git remote -v) and that the runner's user may read it.",
  },
  {
    said: /'?([^'\n]*?)'? does not appear to be a git repository/,
    what: (url) => `there is no repository at ${url}`,
    hint: () => "It is tried again. If it has moved, correct the address: git remote set-url NAME URL",
    retryAfterMs: 60_000,
  },
  {
    said: /not a git repository|cannot use bare repository/,
    what: () => "here is no git repository",
    hint: () => "Say which one with --repo DIR, or make one: runner init NAME",
  },
  {
    said: /Could not resolve host|Name or service not known|name resolution|Connection (?:refused|timed out|reset|closed)|timed out|No route to host|Network is unreachable|Couldn't connect|Failed to connect|early EOF|unexpected disconnect|hung up|error: 5\d\d|SSL_|gnutls/i,
    what: asGitSays,
    hint: () => "It is tried again. Look at the network, and at the address of the remote (git remote -v).",
    retryAfterMs: 30_000,
  },
  {
    // The object's name may stand before or after these words, as a number or as the file `…/objects/ab/cdef…`.
    said: /^(?=[^]*(?:corrupt|inflate:|unable to (?:stream|read|unpack|find)|failed to (?:unpack|read)|[Bb]ad (?:object|tree)|[Mm]issing (?:blob|tree|commit)|[Nn]ot a (?:tree object|valid commit)|[Cc]ould not read [0-9a-f]|[Cc]an't load|nonexistent object|hash mismatch|object file .* is empty|packfile))(?:[^]*?([0-9a-f]{2}\/?[0-9a-f]{38,62}))?/,
    what: (name) => (name === "" ? undefined : `the object ${name.replace("/", "")} is broken or missing`),
    hint: () => "`git fsck` names all that are. A fresh clone of the remote repairs it; look after the disk, too.",
  },
  {
    said: /[Pp]ermission denied|insufficient permission for adding/,
    what: asGitSays,
    hint: () => "The runner's user must own, or be able to write, the files of the repository: see ls -l.",
  },
];
