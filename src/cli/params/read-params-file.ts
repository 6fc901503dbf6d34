import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { readDocument } from "../../definition/read/index.ts";
import { renderDiagnostic } from "../../diagnostics/render-diagnostic.ts";
import type { ParamValues } from "../../model/params.ts";
import { escapeTerminal } from "../../text/escape-terminal.ts";
import { hasErrorColor } from "../io.ts";
import type { Read } from "../read-options.ts";
import type { Call } from "../verb.ts";

/** A table of parameters: JSON, YAML or TOML, by the file's name; of standard input (`-`) by how it begins. */
export async function readParamsFile({ io, dir }: Call, path: string): Promise<Read<ParamValues>> {
  let bytes: Uint8Array;
  try {
    bytes = path === "-" ? await io.input.read() : readFileSync(resolve(dir, path));
  } catch (error) {
    io.err(`runner: --params-file: ${escapeTerminal((error as Error).message)}\n`);
    return { bad: true };
  }
  // JSON is YAML, too.
  const isToml = path === "-" ? beginsAsToml(bytes) : path.endsWith(".toml");
  const name = path === "-" ? "standard input" : path;
  const { document, diagnostics } = readDocument({ path: isToml && path === "-" ? `${name}.toml` : name, bytes });
  for (const diagnostic of diagnostics) io.err(`${renderDiagnostic(diagnostic, { color: hasErrorColor(io) })}\n\n`);
  const isWhole = document !== undefined && diagnostics.every(({ severity }) => severity !== "error");
  return isWhole ? { value: document.value } : { bad: true };
}

/** A table's line, or a name and `=`. */
function beginsAsToml(bytes: Uint8Array): boolean {
  const lines = Buffer.from(bytes).toString("utf8").split("\n");
  const first = lines.find((line) => line.trim() !== "" && !line.trimStart().startsWith("#")) ?? "";
  return /^\s*(\[|["'\w.-]+\s*=)/.test(first);
}
