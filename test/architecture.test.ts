import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { findImportCycle } from "./architecture/find-import-cycle.ts";
import type { Source } from "./architecture/read-sources.ts";
import { partOf, readSources } from "./architecture/read-sources.ts";

/** Values decide, edges act: these know no disk, no process, no clock, no chance. */
const pure = [
  "model",
  "diagnostics",
  "text",
  "schedule",
  "definition",
  "decide",
  "plan",
  "report",
  "redact",
  "outputs",
];
const stages = [
  "schedule",
  "definition",
  "decide",
  "plan",
  "inspect",
  "facts",
  "secrets",
  "execute",
  "journal",
  "report",
  "redact",
  "outputs",
  "repository",
  "forge",
  "undo",
];

/** Part of src/ → the parts it may import beside `model` and `diagnostics`, which all but themselves may. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  main: ["cli"],
  cli: ["reconcile", "pipeline", "catalog", "text", ...stages],
  reconcile: ["pipeline", "catalog", ...stages.filter((stage) => stage !== "plan" && stage !== "schedule")],
  pipeline: [
    "reconcile",
    "catalog",
    "definition",
    "inspect",
    "decide",
    "facts",
    "execute",
    "journal",
    "redact",
    "report",
    "repository",
  ],
  catalog: ["definition", "repository", "cache"],
  plan: ["decide", "schedule"],
  decide: ["schedule"],
  definition: ["schedule"],
  schedule: [],
  inspect: [],
  facts: [],
  secrets: [],
  redact: [],
  outputs: [],
  execute: [],
  journal: [],
  report: [],
  repository: [],
  undo: [],
  cache: [],
  forge: [],
  text: [],
  diagnostics: ["model"],
  model: [],
};

/** Node's modules that reach out of the process, and the parts that own that reach. */
const owners: Readonly<Record<string, readonly string[]>> = {
  "node:child_process": ["execute", "facts", "inspect", "repository", "secrets", "undo"],
  "node:sqlite": ["journal", "reconcile", "cache"],
  "node:net": ["facts", "reconcile"],
};

const project = fileURLToPath(new URL("..", import.meta.url));
const sources = readSources(project);

describe("the house (docs/architecture.md)", () => {
  test("stages do not know each other", () => {
    const broken = sources.flatMap((source) =>
      source.imports
        .filter(({ file }) => file?.startsWith("src/") && !isAllowed(source.part, partOf(file)))
        .map(({ file, line }) => `${source.path}:${line} imports ${file}`),
    );
    teach(
      broken,
      `A stage imports model, diagnostics and its own files: stages meet through types in src/model, and pipeline.ts
alone knows their order. What both sides need is a noun for src/model; what one needs from the other is a function in its
\`deps\`. The table is \`mayImport\` in test/architecture.test.ts.`,
    );
  });

  test("pure folders take the world as arguments", () => {
    const broken = sources
      .filter(({ part }) => pure.includes(part))
      .flatMap((source) => [
        ...source.globals.map(({ name, line }) => `${source.path}:${line} uses ${name}`),
        ...source.imports
          .filter(({ name, kind, taken }) => name.startsWith("node:") && kind !== "type" && !isHarmless(name, taken))
          .map(({ name, line }) => `${source.path}:${line} imports ${name}`),
      ]);
    teach(
      broken,
      `${pure.join(", ")} decide with values: bytes, the time and everything about the host come in as arguments, so that the
same input gives the same answer in the daemon, in a plan and in a test. Read at the edge and hand it in.`,
    );
  });

  test("one folder per npm package", () => {
    const homes = Map.groupBy(
      sources.flatMap((source) => source.imports.flatMap((item) => (item.package ? [{ ...item, source }] : []))),
      (item) => item.package!,
    );
    const broken = [...homes].flatMap(([name, items]) => {
      const parts = [...new Set(items.map(({ source }) => source.part))];
      return parts.length > 1 ? [`${name} is imported in ${parts.join(" and ")}`] : [];
    });
    teach(broken, "Swapping a package has to touch one folder. Wrap it where it lives and hand on values of our own.");
  });

  test("every imported package is a dependency", () => {
    const { dependencies, devDependencies } = JSON.parse(readFileSync(`${project}package.json`, "utf8")) as {
      dependencies: Record<string, string>;
      devDependencies: Record<string, string>;
    };
    const isInstalled = (name: string): boolean => Object.hasOwn(dependencies, name);
    const broken = sources.flatMap((source) =>
      source.imports
        .filter((item) => item.package && !isInstalled(item.package) && !isBuildTime(source, item.package))
        .map(({ name, line }) => `${source.path}:${line} imports ${name}`),
    );
    teach(broken, "What src/ imports stands under `dependencies` of package.json: users do not get the others.");

    function isBuildTime({ path }: Source, name: string): boolean {
      return path.startsWith("src/definition/generate/") && Object.hasOwn(devDependencies, name);
    }
  });

  test("Node's modules that reach out have their owners", () => {
    const broken = sources.flatMap((source) =>
      source.imports
        .filter(({ name, kind }) => kind !== "type" && owners[name] && !owners[name].includes(source.part))
        .map(({ name, line }) => `${source.path}:${line} imports ${name} (it belongs to ${owners[name]!.join(", ")})`),
    );
    teach(broken, "Processes, sockets and databases are started in few places, so that few places can leak them.");
  });

  test("only main.ts touches argv, exit and the standard streams", () => {
    const its = /^(console\b|process$|process\.(argv|exit|exitCode|stdin|stdout|stderr)$)/;
    const broken = sources
      .filter(({ path }) => path !== "src/main.ts")
      .flatMap((source) =>
        source.globals.filter(({ name }) => its.test(name)).map(({ name, line }) => `${source.path}:${line}: ${name}`),
      );
    teach(broken, "A verb gets an Io and gives an exit code; everything else gives values or logs through `log`.");
  });

  test("no file is long", () => {
    const broken = sources
      .filter(({ path, lines }) => lines > 300 && !path.includes(".generated."))
      .map(({ path, lines }) => `${path} has ${lines} lines`);
    teach(broken, "About 90 lines a file, 300 at most, one idea each: give the second idea a file of its own.");
  });

  test("no file imports itself by way of others", () => {
    const cycle = findImportCycle(sources);
    teach(
      cycle ? [cycle.join("\n   imports ")] : [],
      "Whoever reads one of these has to read all. Move what they share into a file that imports neither.",
    );
  });

  test("every part of src/ has its line in the table", () => {
    const broken = [...new Set(sources.map(({ part }) => part))].filter((part) => !Object.hasOwn(mayImport, part));
    teach(broken, "A new folder says what it may import, here and in docs/architecture.md.");
  });
});

function isAllowed(from: string, to: string): boolean {
  if (from === to) return true;
  if (mayImport[from]?.includes(to)) return true;
  return ["model", "diagnostics"].includes(to) && !["model", "diagnostics", "text"].includes(from);
}

/** A hash gives the same for the same; loading a package late is a matter of speed. */
function isHarmless(name: string, taken: readonly string[]): boolean {
  return (
    (name === "node:crypto" && taken.every((item) => item === "createHash" || item === "hash")) ||
    (name === "node:path" && taken.every((item) => item === "posix")) ||
    (name === "node:module" && taken.every((item) => item === "createRequire"))
  );
}

function teach(broken: readonly string[], rule: string): void {
  expect(broken, `${rule}\n\n${broken.join("\n")}\n`).toEqual([]);
}
