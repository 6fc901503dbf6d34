import fc from "fast-check";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { CatalogEdges, Difference } from "../../src/catalog/index.ts";
import { readDefinition, readDifference, rememberDifference } from "../../src/catalog/index.ts";
import { newPrograms } from "../../src/inspect/index.ts";
import { openCache } from "../../src/cache/index.ts";
import type { BuiltInActions, Definition } from "../../src/definition/index.ts";
import { define, patchCatalog } from "../../src/definition/index.ts";
import type { Catalog } from "../../src/model/catalog.ts";
import { toProblem } from "../../src/diagnostics/to-problem.ts";
import type { Sha } from "../../src/model/ids.ts";
import { openRepository } from "../../src/repository/index.ts";
import type { Content } from "../repository/scratch.ts";
import { commit, git, must, workTree } from "../repository/scratch.ts";
import type { Change } from "./changes-of-tasks.ts";
import { changesOfTasks } from "./changes-of-tasks.ts";

const now = Date.parse("2026-11-27T12:00:00Z");

async function open(dir: string): Promise<CatalogEdges & { readonly cachePath: string }> {
  const repository = must(await openRepository(dir));
  const cachePath = join(repository.commonDir, "runner-cache", "tasks.db");
  const host = { name: "host", file: undefined, env: {}, builtIn: builtInOf({ days: 30 }) };
  return { repository, host, now: () => now, cachePath };
}

/** As if this one came with the program. */
function builtInOf({ days }: { days: number }): BuiltInActions {
  const text = `description = "x"\nrun = { script = "x.py" }\n[params.properties]\ndays = { type = "integer", default = ${days} }\n`;
  return { folder: "/built-in", names: ["built-in"], key: text, read: () => new TextEncoder().encode(text) };
}

/** Without a cache, from all files. */
async function defineAll({ repository, host }: CatalogEdges, commit: Sha): Promise<Definition> {
  return define({ files: must(await repository.readRevision(commit)).files, now, host });
}

/** All that anybody can ask a definition. */
function told({ catalog, diagnostics, taskCount, origins }: Definition): unknown {
  return {
    tasks: catalog && [...catalog.tasks],
    settings: catalog?.settings,
    problems: diagnostics.map(toProblem),
    taskCount,
    origins,
  };
}

function apply(dir: string, change: Change): Sha {
  for (const path of Object.keys(change)) rmSync(join(dir, path), { force: true });
  return commit(
    dir,
    Object.fromEntries(Object.entries(change).filter(([, content]) => content !== undefined)) as Record<
      string,
      Content
    >,
  );
}

describe("with a cache", () => {
  test("a definition is what it is without one, and so is the difference of each commit to the one before", async () => {
    let differences = 0;
    await fc.assert(
      fc.asyncProperty(changesOfTasks, async (changes) => {
        const dir = workTree();
        const edges = await open(dir);
        openCache(edges.cachePath, { make: true })!.close();
        let before: { commit: Sha; catalog: Catalog } | undefined;
        for (const change of changes) {
          // What is broken is taken back, or all that comes after it would be broken too.
          if (before) git(dir, "read-tree", "-u", "--reset", before.commit);
          const head = apply(dir, change);
          const whole = await defineAll(edges, head);
          const compared = before && must(await readDifference(edges, { from: before.commit, to: head }));
          if (compared) {
            differences += 1;
            expectPatched(before!.catalog, compared, whole);
            await rememberDifference(edges, compared);
          } else {
            const read = must(await readDefinition(edges, head));
            expect(told(read.definition)).toEqual(told(whole));
          }
          if (whole.catalog) before = { commit: head, catalog: whole.catalog };
        }
      }),
      { numRuns: 6, seed: 20261127 },
    );
    // Else this would have shown nothing.
    expect(differences).toBeGreaterThan(8);
  });
});

test("a cache that proves damaged while it is read goes, and all is read without it", async () => {
  const dir = workTree();
  const edges = await open(dir);
  openCache(edges.cachePath, { make: true })!.close();
  const many = Array.from({ length: 300 }, (_, i) => [`tasks.d/t${i}.toml`, `run = "echo ${"x".repeat(200)}"\n`]);
  const base = commit(dir, Object.fromEntries(many) as Record<string, Content>);
  expect(told(must(await readDefinition(edges, base)).definition)).toEqual(told(await defineAll(edges, base)));
  const bytes = readFileSync(edges.cachePath);
  // The first page stays: it opens as if nothing were wrong.
  bytes.fill(0xa5, 4096 * 3);
  writeFileSync(edges.cachePath, bytes);
  const head = commit(dir, { "tasks.d/t7.toml": 'run = "false"\n' });
  expect(must(await readDifference(edges, { from: base, to: head }))).toBeUndefined();
  expect(told(must(await readDefinition(edges, head)).definition)).toEqual(told(await defineAll(edges, head)));
});

const usesOwn = 'uses = "own"\n';
const own =
  'description = "x"\nrun = { script = "own.sh" }\n[params.properties]\nwho = { type = "string", default = "all" }\n';
const withActions: Change = {
  "tasks.d/own.toml": usesOwn,
  "tasks.d/with.toml": `${usesOwn}with = { who = "you" }\n`,
  "tasks.d/built-in.toml": 'uses = "built-in"\n',
  "tasks.d/plain.toml": 'run = "true"\n',
  "actions/own/action.toml": own,
  "actions/own/own.sh": { run: "echo 1" },
};

describe("no task of another action comes from a cache", () => {
  test.each<{ what: string; change: Change; isRight: boolean }>([
    { what: "its definition", change: { "actions/own/action.toml": own.replace("all", "none") }, isRight: true },
    { what: "what it takes", change: { "actions/own/action.toml": own.replace("string", "integer") }, isRight: false },
    { what: "its script", change: { "actions/own/own.sh": { run: "echo 2" } }, isRight: true },
    { what: "its script, which is gone", change: { "actions/own/own.sh": undefined }, isRight: false },
    { what: "it is gone", change: { "actions/own/action.toml": undefined }, isRight: false },
    {
      what: "one that replaces a built-in one",
      change: { "actions/built-in/action.toml": 'replaces = true\ndescription = "x"\nrun = "echo mine"\n' },
      isRight: true,
    },
    {
      what: "one that may not",
      change: { "actions/built-in/action.toml": 'description = "x"\nrun = "echo mine"\n' },
      isRight: false,
    },
    { what: "what the settings give it", change: { "runner.toml": '[actions.own]\nwho = "me"\n' }, isRight: true },
    { what: "and that is wrong", change: { "runner.toml": "[actions.own]\nwho = 7\n" }, isRight: false },
  ])("$what", async ({ change, isRight }) => {
    const dir = workTree();
    const edges = await open(dir);
    openCache(edges.cachePath, { make: true })!.close();
    const base = apply(dir, withActions);
    must(await readDefinition(edges, base));
    const head = apply(dir, change);
    const whole = await defineAll(edges, head);
    expect(whole.catalog !== undefined).toBe(isRight);
    const difference = must(await readDifference(edges, { from: base, to: head }));
    if (difference) expectPatched((await defineAll(edges, base)).catalog!, difference, whole);
    expect(told(must(await readDefinition(edges, head)).definition)).toEqual(told(whole));
    // And back, by what is known of both.
    expect(told(must(await readDefinition(edges, base)).definition)).toEqual(told(await defineAll(edges, base)));
  });

  test.each<{ what: string; host: Partial<CatalogEdges["host"]> }>([
    { what: "another version of the program", host: { builtIn: builtInOf({ days: 7 }) } },
    {
      what: "what the host gives it",
      host: { file: { path: "/host.toml", bytes: new TextEncoder().encode('[actions.own]\nwho = "me"\n') } },
    },
  ])("$what", async ({ host }) => {
    const dir = workTree();
    const edges = await open(dir);
    openCache(edges.cachePath, { make: true })!.close();
    const base = apply(dir, withActions);
    const before = told(must(await readDefinition(edges, base)).definition);
    const later = { ...edges, host: { ...edges.host, ...host } };
    const whole = told(await defineAll(later, base));
    expect(whole).not.toEqual(before);
    expect(told(must(await readDefinition(later, base)).definition)).toEqual(whole);
    const head = commit(dir, { "tasks.d/new.toml": 'run = "true"\n' });
    const difference = must(await readDifference(later, { from: base, to: head }));
    if (difference) expectPatched((await defineAll(later, base)).catalog!, difference, await defineAll(later, head));
  });
});

function expectPatched(
  catalog: Catalog,
  { before, after, diagnostics, programs, changedPaths }: Difference,
  whole: Definition,
): void {
  const patched = patchCatalog(catalog, { before: before.tasks, after: after.tasks, settings: after.settings });
  expect([...patched.tasks]).toEqual([...whole.catalog!.tasks]);
  expect(patched.settings).toEqual(whole.catalog!.settings);
  expect(diagnostics.map(toProblem).sort(byText)).toEqual(whole.diagnostics.map(toProblem).sort(byText));
  expect(patched.tasks.size).toBe(whole.taskCount);
  // Which are looked at before the commit comes into force.
  const isNew = (all: Definition["programs"]): readonly string[] =>
    newPrograms(all, catalog, changedPaths)
      .map(({ task, key }) => `${task} ${key}`)
      .sort();
  expect(isNew(programs)).toEqual(isNew(whole.programs));
}

function byText(a: unknown, b: unknown): number {
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;
}
