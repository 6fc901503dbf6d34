import { hostMatches } from "../../../decide/gates/hosts.ts";
import { makeFactReader } from "../../../facts/index.ts";
import type { ToolQuery } from "../../../model/condition.ts";
import { factKeyOf, renderTool } from "../../../model/condition.ts";
import type { Check } from "../check.ts";
import { fine, problem } from "../check.ts";

/** What tasks of this host say that they require. */
export const required: Check = {
  name: "required",
  of: "host",
  async look({ io, path, catalog, settings }) {
    const asked = new Map<string, { tool: ToolQuery; tasks: string[] }>();
    for (const { id, enabled, hosts, requires } of catalog?.tasks.values() ?? []) {
      if (!enabled || !hostMatches(hosts, settings.host)) continue;
      for (const tool of requires) {
        const entry = asked.get(factKeyOf(tool)) ?? { tool: { ...tool, path: tool.path ?? path }, tasks: [] };
        entry.tasks.push(id);
        asked.set(factKeyOf(tool), entry);
      }
    }
    const entries = [...asked.values()];
    const facts = await makeFactReader({ now: io.now }).read(entries.map(({ tool }) => tool));
    return entries.map(({ tool, tasks }, i) => {
      const { value } = facts[i]!;
      const found = value.kind === "number" || value.why === undefined ? "there" : value.why;
      const what = `${renderTool(tool)} (${tasks.join(", ")})`;
      if (value.kind === "boolean" && value.value) return fine(what, found);
      return problem(what, found, `Install ${renderTool(tool)}: until then no run of ${tasks.join(", ")} starts.`);
    });
  },
};
