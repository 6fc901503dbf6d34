/**
 * Settings for every call, stronger than whatever the user, the host or the repository has configured: nothing signs,
 * no hook runs, nothing collects garbage behind our back, and what git has written is on the disk when it returns
 * (git-config(1), core.fsync; gits before 2.36 ignore that key and are a little less durable).
 */
export const safeConfig: readonly string[] = [
  "core.hooksPath=/dev/null",
  "core.fsmonitor=false",
  "core.fsync=objects,derived-metadata,reference",
  "commit.gpgSign=false",
  "push.gpgSign=false",
  "log.showSignature=false",
  "gc.auto=0",
  "maintenance.auto=false",
  "submodule.recurse=false",
  "safe.bareRepository=all",
  "credential.interactive=false",
  "color.ui=false",
];

/** In addition when files are written out: as they are in the commit, all of them. .gitattributes still count. */
export const checkoutConfig: readonly string[] = ["core.autocrlf=false", "core.eol=lf", "core.sparseCheckout=false"];

/** As arguments for git: `-c`, `key=value`, … */
export function configArguments(config: readonly string[]): string[] {
  return config.flatMap((setting) => ["-c", setting]);
}
