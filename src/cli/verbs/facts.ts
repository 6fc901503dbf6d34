import { makeFactReader } from "../../facts/index.ts";
import type { Fact, FactQuery } from "../../model/condition.ts";
import { factKeyOf } from "../../model/condition.ts";
import type { Catalog } from "../../model/catalog.ts";
import { byCodePoint } from "../../model/compare.ts";
import { reportFact } from "../../model/report-fact.ts";
import { renderFactValue } from "../../model/render-condition.ts";
import { listQueries } from "../../decide/index.ts";
import { escapeTerminal } from "../../text/escape-terminal.ts";
import { renderTable } from "../../text/table.ts";
import { exitCodes } from "../exit-codes.ts";
import { hasColor, tableWidth } from "../io.ts";
import { openCatalog } from "../open-catalog.ts";
import { printJson } from "../print-json.ts";
import type { Verb } from "../verb.ts";

export const verb: Verb = {
  summary: "read the facts about this host that the tasks ask for, now",
  example: `runner facts
Each condition of the definitions as they lie here, read once. Those of \`command\` are executed, \`http\` and \`port\` asked,
and tools that a task requires are asked for their version.`,
  declare: () => undefined,
  async run(call) {
    const opened = openCatalog(call);
    if ("code" in opened) return opened.code;
    const asked = listAsked(opened.catalog);
    const facts = await makeFactReader({ now: call.io.now }).read(asked.map(({ query }) => query));
    if (call.json)
      printJson(
        call.io,
        facts.map((fact, i) => ({ ...reportFact(fact), tasks: asked[i]!.tasks })),
      );
    else if (facts.length === 0) call.io.out("no task asks for a fact\n");
    else call.io.out(renderFacts(facts, asked, { color: hasColor(call.io), width: tableWidth(call.io) }));
    return exitCodes.fine;
  },
};

interface Asked {
  readonly query: FactQuery;
  readonly tasks: readonly string[];
}

/** Every fact that a condition of a task asks for, with who asks, in order of its name. */
function listAsked(catalog: Catalog): readonly Asked[] {
  const asked = new Map<string, { query: FactQuery; tasks: string[] }>();
  for (const { id, when, triggers, requires } of catalog.tasks.values()) {
    const conditions = triggers.flatMap((trigger) => (trigger.kind === "condition" ? [trigger.condition] : []));
    const queries = [...conditions, ...(when ? [when] : [])].flatMap(listQueries);
    for (const query of [...queries, ...requires]) {
      const entry = asked.get(factKeyOf(query)) ?? { query, tasks: [] };
      if (!entry.tasks.includes(id)) entry.tasks.push(id);
      asked.set(factKeyOf(query), entry);
    }
  }
  return [...asked].sort(([a], [b]) => byCodePoint(a, b)).map(([, entry]) => entry);
}

function renderFacts(facts: readonly Fact[], asked: readonly Asked[], look: Parameters<typeof renderTable>[2]): string {
  const rows = facts.map((fact, i) => [
    escapeTerminal(fact.key),
    escapeTerminal(renderFactValue(asked[i]!.query, fact.value)),
    asked[i]!.tasks.join(", "),
  ]);
  return renderTable([{ title: "FACT" }, { title: "NOW" }, { title: "ASKED BY" }], rows, look);
}
