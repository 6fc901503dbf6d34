import { inBatches } from "../in-batches.ts";
import { runTool } from "../run-tool.ts";
import type { Checker, Text } from "./checker.ts";
import { readVerdicts } from "./read-verdicts.ts";

/**
 * What `node --check` does for one file, for many: compiled as CommonJS, else as a module, and executed as neither. Which of
 * the two a file is depends on others (package.json); a text that is right as one of them is right. Line 0: in a module,
 * whose compiler does not say where.
 */
const program = `
const vm = require("node:vm");
const names = ["exports", "require", "module", "__filename", "__dirname"];
const moduleOnly = /import statement outside a module|import\\.meta|Unexpected token 'export'|await is only valid/;
function compile(make) {
  try {
    make();
    return "fine";
  } catch (error) {
    const line = Number(/^<task>:(\\d+)/.exec(error.stack)?.[1] ?? 0);
    return error instanceof SyntaxError ? { line, says: error.message } : null;
  }
}
function check(text) {
  const code = Buffer.from(text, "base64").toString("utf8");
  const script = compile(() => vm.compileFunction(code, names, { filename: "<task>" }));
  if (script === "fine" || script === null) return script;
  const asModule = compile(() => new vm.SourceTextModule(code, { identifier: "<task>" }));
  return asModule === "fine" || asModule === null || moduleOnly.test(script.says) ? asModule : script;
}
const { readFileSync } = require("node:fs");
process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(check)));
`;

const args = ["--experimental-vm-modules", "--no-warnings", "-e", program];
const batch = { items: 500, bytes: 4_000_000, sizeOf: ({ bytes }: Text) => bytes.length };

export const checkNode: Checker = (tool, texts, signal) =>
  inBatches(texts, batch, async (some) => {
    const input = JSON.stringify(some.map(({ bytes }) => bytes.toString("base64")));
    const verdicts = readVerdicts(await runTool({ program: tool, args, input, signal }), some.length);
    return Promise.all(
      verdicts.map(async (verdict, i) => {
        if (typeof verdict !== "object" || verdict.line > 0) return verdict;
        return { ...verdict, line: await findLine(tool, some[i]!, signal) };
      }),
    );
  });

/** It prints `[stdin]:2` ahead of what is wrong. */
async function findLine(tool: string, { bytes }: Text, signal: AbortSignal): Promise<number> {
  const asModule = ["--input-type=module", "--check", "-"];
  const answer = await runTool({ program: tool, args: asModule, input: bytes, signal });
  return Number(/^\[stdin\]:(\d+)/m.exec(answer?.stderr ?? "")?.[1] ?? 1);
}
