import { locateOffset } from "../../diagnostics/locate-offset.ts";
import { byCodePoint } from "../../model/compare.ts";
import type { SettingOrigin } from "../../model/settings.ts";
import type { Merged } from "../meaning/layer.ts";
import { isTable } from "../../model/json.ts";

/** Where each setting comes from. `prefix` goes before the keys: `host.` for those of host.toml. Sorted by key. */
export function listOrigins(merged: Merged, prefix: string): SettingOrigin[] {
  const origins: SettingOrigin[] = [];
  for (const [table, keys] of Object.entries(merged.value)) {
    const entries = prefix === "" && isTable(keys) ? Object.entries(keys) : [[undefined, keys] as const];
    for (const [key, value] of entries) {
      const pointer = key === undefined ? [table] : [table, key];
      const shown = typeof value === "string" ? value : JSON.stringify(value);
      origins.push({ key: `${prefix}${pointer.join(".")}`, value: shown, from: describe(merged, pointer) });
    }
  }
  return origins.sort((a, b) => byCodePoint(a.key, b.key));
}

function describe(merged: Merged, pointer: readonly string[]): string {
  const { source, start } = merged.locate(pointer, "key");
  if (source.path === "default") return "default";
  return source.path.startsWith("$") ? source.path.slice(1) : `${source.path}:${locateOffset(source, start).line}`;
}
