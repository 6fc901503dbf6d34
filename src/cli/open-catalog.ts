import { closest } from "../diagnostics/closest.ts";
import { renderDiagnostic } from "../diagnostics/render-diagnostic.ts";
import type { Catalog } from "../model/catalog.ts";
import type { Task } from "../model/task.ts";
import { escapeTerminal } from "../text/escape-terminal.ts";
import { exitCodes } from "./exit-codes.ts";
import type { ExitCode } from "./exit-codes.ts";
import { hasErrorColor } from "./io.ts";
import { printNoRepository } from "./print-no-repository.ts";
import type { WorkTree } from "./read-definition.ts";
import { readDefinition } from "./read-definition.ts";
import type { Call } from "./verb.ts";

/** The work tree's tasks, all of them valid. Else what is wrong is printed on standard error, and the code handed back. */
export function openCatalog(call: Call): { catalog: Catalog; tree: WorkTree } | { code: ExitCode } {
  const tree = readDefinition(call);
  if (!tree) return { code: printNoRepository(call) };
  const { catalog, diagnostics } = tree.definition;
  if (catalog) return { catalog, tree };
  for (const diagnostic of diagnostics) {
    if (diagnostic.severity === "error") {
      call.io.err(`${renderDiagnostic(diagnostic, { color: hasErrorColor(call.io) })}\n\n`);
    }
  }
  call.io.err("runner: the definitions have errors, and nothing can be said of them before they are mended\n");
  return { code: exitCodes.invalid };
}

/** The named tasks, or all where none is named; in order of id. A name that is none is told. */
export function pickTasks(call: Call, catalog: Catalog): readonly Task[] | { code: ExitCode } {
  const all = [...catalog.tasks.values()];
  if (call.args.length === 0) return all;
  const byName = new Map<string, Task>(catalog.tasks);
  for (const name of call.args) {
    if (byName.has(name)) continue;
    const meant = closest(name, byName.keys());
    call.io.err(
      `runner: there is no task "${escapeTerminal(name)}".${meant === undefined ? "" : ` Did you mean "${meant}"?`} \`runner list\` shows all.\n`,
    );
    return { code: exitCodes.invalid };
  }
  return all.filter(({ id }) => call.args.includes(id));
}
