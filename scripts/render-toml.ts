/** A value as it stands behind the `=` of a TOML file. */
export function renderToml(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(renderToml).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).map(([key, item]) => `${key} = ${renderToml(item)}`);
  return fields.length === 0 ? "{}" : `{ ${fields.join(", ")} }`;
}
