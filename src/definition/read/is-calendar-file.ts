/** TOML and YAML right in calendars/, but nothing whose name starts with `_` or `.`. */
export function isCalendarFile({ path }: { readonly path: string }): boolean {
  return /^calendars\/[^_./][^/]*\.(?:toml|yaml|yml)$/.test(path);
}
