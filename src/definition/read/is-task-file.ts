/** TOML and YAML under tasks.d/, at any depth, but nothing whose name, or whose folder's, starts with `_` or `.`. */
export function isTaskPath(path: string): boolean {
  return /^tasks\.d\/(?:[^_./][^/]*\/)*[^_./][^/]*\.(?:toml|yaml|yml)$/.test(path);
}

export function isTaskFile({ path }: { readonly path: string }): boolean {
  return isTaskPath(path);
}
