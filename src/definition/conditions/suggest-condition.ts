import { closest } from "../../diagnostics/closest.ts";
import type { Json } from "../../model/json.ts";
import { conditionKinds, isConditionKind } from "./all-kinds.ts";

const measured = ["system_load", "cpu_usage", "memory_usage", "disk_usage"];
const shortNames: Readonly<Partial<Record<string, string>>> = {
  cpu: "cpu_usage",
  disk: "disk_usage",
  load: "system_load",
  memory: "memory_usage",
};

/** The table that a text was most likely meant to be: of `file:/x`, `disk_usage > 90`, `disk_usage(/var) < 50%`, `/x`. */
export function suggestCondition(written: string): { readonly [kind: string]: Json } | undefined {
  const text = written.trim().replace(/^condition:\s*/i, "");
  if (text.length > 500) return undefined;
  if (text.startsWith("/")) return { file: text };
  if (/^https?:\/\//.test(text)) return { http: text };
  const [, kind = "", rest = ""] = /^([a-z_]+):(.*)$/.exec(text) ?? [];
  if (isConditionKind(kind)) {
    const value = conditionKinds[kind].compact?.read(rest.trim()) as Json | undefined;
    if (value !== undefined) return { [kind]: value };
  }
  return suggestComparison(text);
}

function suggestComparison(text: string): { readonly [kind: string]: Json } | undefined {
  const comparison =
    /^([a-z_]+)(?:\s*[(: ]\s*(\/[^\s)]*)\)?)?\s*(>|<|above|below|over|under)=?\s*(\d{1,9}(?:\.\d{1,6})?)\s*%?$/i;
  const [, word, path, sign = "", number] = comparison.exec(text) ?? [];
  if (word === undefined) return undefined;
  const kind = shortNames[word.toLowerCase()] ?? closest(word, measured);
  if (kind === undefined) return undefined;
  const bound = /^(>|above|over)$/i.test(sign) ? "above" : "below";
  return { [kind]: { ...(path !== undefined && kind === "disk_usage" && { path }), [bound]: Number(number) } };
}
