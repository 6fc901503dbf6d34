import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path/posix";
import ts from "typescript";

/** A file of src/ as far as its place in the house is concerned. */
export interface Source {
  /** From the project's top: `src/decide/advance.ts`. */
  readonly path: string;
  /** `decide`; for a file at the top of src/ its name without the extension: `pipeline`. */
  readonly part: string;
  readonly lines: number;
  readonly imports: readonly Import[];
  /** What it touches of the world by a global name, with its line: `Date.now`, `process.argv`, `new Date()`. */
  readonly globals: readonly { readonly name: string; readonly line: number }[];
}

interface Import {
  /** As written. */
  readonly name: string;
  /** Path in the project for one of our own files. */
  readonly file: string | undefined;
  /** `@iarna/toml`, `yaml`; undefined for our own files and Node's modules. */
  readonly package: string | undefined;
  /** Types vanish before anything runs; a dynamic import runs when it is called. */
  readonly kind: "static" | "type" | "dynamic";
  /** What is taken from it; empty where that is not said by name. */
  readonly taken: readonly string[];
  readonly line: number;
}

const watched = ["process", "console", "Date", "Math", "crypto", "performance", "fetch", "setTimeout", "setInterval"];

/** All of src/ in order of path. `project`: the folder that has it. */
export function readSources(project: string): readonly Source[] {
  return globSync("src/**/*.{ts,js}", { cwd: project })
    .sort()
    .map((path) => readSource(path, readFileSync(join(project, path), "utf8")));
}

export function readSource(path: string, text: string): Source {
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true);
  const imports: Import[] = [];
  const globals: { name: string; line: number }[] = [];
  visit(tree);
  return { path, part: partOf(path), lines: text.split("\n").length - 1, imports, globals };

  function visit(node: ts.Node): void {
    const found = findImport(node);
    if (found) imports.push({ ...resolve(path, found.name), ...found, line: lineOf(node) });
    const name = ts.isIdentifier(node) ? globalName(node) : undefined;
    if (name !== undefined) globals.push({ name, line: lineOf(node) });
    ts.forEachChild(node, visit);
  }

  function lineOf(node: ts.Node): number {
    return tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1;
  }
}

export function partOf(path: string): string {
  return path.split("/")[1]!.replace(/\.ts$/, "");
}

function findImport(node: ts.Node): Pick<Import, "name" | "kind" | "taken"> | undefined {
  if (ts.isImportDeclaration(node)) {
    const { importClause, moduleSpecifier } = node;
    const named = importClause?.namedBindings;
    const taken =
      named && ts.isNamedImports(named) ? named.elements.map((item) => (item.propertyName ?? item.name).text) : [];
    const isType = importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
    return { name: textOf(moduleSpecifier), kind: isType ? "type" : "static", taken };
  }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier)
    return { name: textOf(node.moduleSpecifier), kind: node.isTypeOnly ? "type" : "static", taken: [] };
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
    return { name: textOf(node.argument.literal), kind: "type", taken: [] };
  if (!ts.isCallExpression(node) || !node.arguments[0] || !ts.isStringLiteral(node.arguments[0])) return undefined;
  const isRequire = ts.isIdentifier(node.expression) && node.expression.text === "require";
  if (!isRequire && node.expression.kind !== ts.SyntaxKind.ImportKeyword) return undefined;
  return { name: node.arguments[0].text, kind: "dynamic", taken: [] };
}

function textOf(node: ts.Node): string {
  return (node as ts.StringLiteral).text;
}

function resolve(from: string, name: string): Pick<Import, "file" | "package"> {
  if (name.startsWith(".")) return { file: join(dirname(from), name), package: undefined };
  if (name.startsWith("node:")) return { file: undefined, package: undefined };
  return {
    file: undefined,
    package: name
      .split("/")
      .slice(0, name.startsWith("@") ? 2 : 1)
      .join("/"),
  };
}

/** A global that reaches for the world, as it is used; undefined for a property, a name of ours, or a harmless use. */
function globalName(node: ts.Identifier): string | undefined {
  if (!watched.includes(node.text)) return undefined;
  const { parent } = node;
  if (ts.isPropertyAssignment(parent) && parent.name === node) return undefined;
  if (ts.isPropertyAccessExpression(parent)) {
    if (parent.expression !== node) return undefined;
    const used = `${node.text}.${parent.name.text}`;
    return (node.text === "Math" && used !== "Math.random") || (node.text === "Date" && used !== "Date.now")
      ? undefined
      : used;
  }
  if (ts.isNewExpression(parent) && parent.expression === node && node.text === "Date")
    return (parent.arguments?.length ?? 0) === 0 ? "new Date()" : undefined;
  if (ts.isCallExpression(parent) && parent.expression === node) return `${node.text}()`;
  // Handed on as a value, which nobody does with `process`; locals of that name (a process of the host) are, though.
  const isTakenApart = ts.isVariableDeclaration(parent) && parent.initializer === node;
  if (node.text === "console") return node.text;
  return node.text === "process" && isTakenApart ? node.text : undefined;
}
