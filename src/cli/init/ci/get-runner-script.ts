/** For bash: clones the runner into `$dir`. By a fetch and not a clone: that takes the name of a commit, too. */
export const getRunnerScript = `if [ -z "$RUNNER_SOURCE" ]; then
  echo "RUNNER_SOURCE is empty: set it to the address of the runner's git repository." >&2
  exit 3
fi
git init --quiet "$dir"
git -C "$dir" fetch --quiet --depth 1 "$RUNNER_SOURCE" "$RUNNER_REVISION"
git -C "$dir" checkout --quiet FETCH_HEAD
npm ci --prefix "$dir" --no-audit --no-fund
`;
