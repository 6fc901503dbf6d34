import type { Json } from "../../model/json.ts";
import { suggestCondition } from "../conditions/suggest-condition.ts";
import type { Pointer } from "../read/document.ts";
import { renderInline } from "./render-inline.ts";

/** Where a condition is due and a text or a list stands: the table that was most likely meant. */
export function hintCondition(pointer: Pointer, value: Json, path: string): string | undefined {
  const key = pointer.findLast((step) => typeof step === "string");
  if (!/^(when|condition|not|all|any)$/.test(key ?? "")) return undefined;
  const isList = /^(all|any)$/.test(key ?? "") && typeof pointer.at(-1) === "string";
  if (isList) return undefined;
  if (Array.isArray(value)) return `Say how they go together: ${renderInline({ all: ["…"] }, path)}, or any.`;
  if (typeof value !== "string") return undefined;
  const meant = suggestCondition(value);
  const example = renderInline({ disk_usage: { path: "/var", above: 90 } }, path);
  return meant === undefined ? `A condition is a table, such as ${example}.` : `Write ${renderInline(meant, path)}`;
}
