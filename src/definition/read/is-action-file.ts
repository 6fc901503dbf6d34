/** actions/NAME/action.toml, but nothing whose name starts with `_` or `.`. */
export function isActionFile({ path }: { readonly path: string }): boolean {
  return /^actions\/[^_./][^/]*\/action\.toml$/.test(path);
}
