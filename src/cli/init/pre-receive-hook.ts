import type { NewFile } from "./new-file.ts";

/**
 * A hook for a bare repository on a server: turns away a push whose tasks the runner would turn away, and shows why in the
 * pusher's terminal (githooks(5), pre-receive). What was pushed is unpacked by way of an index of its own and not by
 * `git archive`, which leaves out what .gitattributes tells it to.
 */
export function preReceiveHook(of: { node: string; program: string; branch: string }): NewFile {
  const text = `#!/bin/sh
# Turns away a push of tasks that the runner would turn away, and says why. Written by \`runner init --ci hook\`.
# Yours to change: which branch, and how the runner is called.
branch=${quote(of.branch)}
runner() { ${quote(of.node)} ${quote(of.program)} "$@"; }

status=0
while read -r _ new ref; do
  [ "$ref" = "refs/heads/$branch" ] || continue
  # Only zeros: the branch is to be deleted.
  case $new in *[!0]*) ;; *) continue ;; esac
  tree=$(mktemp -d) || exit 1
  trap 'rm -rf "$tree"' EXIT
  mkdir "$tree/files" &&
    GIT_INDEX_FILE=$tree/index git read-tree "$new" &&
    GIT_INDEX_FILE=$tree/index git --work-tree="$tree/files" checkout-index --all || exit 1
  # git tells a hook by its environment where it is; the runner is to look at what was pushed. The names are words.
  # shellcheck disable=SC2046
  if ! (unset $(git rev-parse --local-env-vars) && runner validate --repo "$tree/files") >&2; then
    echo "$ref is turned away: correct what is said above, commit, and push again." >&2
    status=1
  fi
  rm -rf "$tree"
done
exit $status
`;
  return { path: "hooks/pre-receive", text, executable: true };
}

/** For sh: nothing in it means anything. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
