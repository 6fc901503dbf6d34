import type { Json } from "../../model/json.ts";

/** A value on one line, for a hint, in the language of the file that it is for. */
export function renderInline(value: Json, path: string): string {
  const sign = /\.ya?ml$/.test(path) ? ": " : " = ";
  return render(value);

  function render(node: Json): string {
    if (Array.isArray(node)) return `[${node.map(render).join(", ")}]`;
    if (node === "…" || typeof node !== "object" || node === null) return node === "…" ? node : JSON.stringify(node);
    const pairs = Object.entries(node).map(([key, inner]) => `${key}${sign}${render(inner)}`);
    return `{ ${pairs.join(", ")} }`;
  }
}
