import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, onTestFinished, test } from "vitest";
import type { Cache } from "../../src/cache/index.ts";
import { openCache } from "../../src/cache/index.ts";
import { noIsolation } from "../../src/model/isolation.ts";
import type { Outline, UnderstoodFile } from "../../src/model/understood.ts";
import { defineFiles, taskOf } from "../definition/define-files.ts";

function place(): string {
  const folder = mkdtempSync(join(tmpdir(), "runner-cache-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, "deep", "tasks.db");
}

function open(path: string): Cache {
  const cache = openCache(path, { make: true })!;
  onTestFinished(() => cache.close());
  return cache;
}

function understood(id: string, more: Partial<Outline> & { text?: string; asked?: string } = {}): UnderstoodFile {
  const path = `tasks.d/${id}.toml`;
  const { text = "", asked, ...outline } = more;
  const task = taskOf({ files: { [path]: `run = "true"\n${text}` } });
  return {
    path,
    object: `object of ${id}`,
    tasks: [task],
    outlines: [{ id, needs: [], after: [], hasTrigger: false, requiresParams: false, ...outline }],
    asked: new Map(asked === undefined ? [] : [[asked, "executable"]]),
  };
}

/** Of one revision: they share what they have of the action. */
function thatUse(ids: readonly string[]): UnderstoodFile[] {
  const action = `description = "Greets"
run = "echo $PARAM_WHO"
check = "test -e /x"
requires = ["tar"]
[params.properties]
who = { type = "string", description = "a long story ${"of it ".repeat(200)}" }
`;
  const texts = ids.map((id) => [`tasks.d/${id}.toml`, `uses = "greet"\n[with]\nwho = "${id}"\n`] as const);
  const files = { "actions/greet/action.toml": action, ...Object.fromEntries(texts) };
  const tasks = defineFiles({ files }).catalog!.tasks;
  return [...tasks.values()].map((task) => ({ ...understood(task.id), path: task.file, tasks: [task] }));
}

const filed = (file: UnderstoodFile) => ({ path: file.path, object: file.object, understood: file });
const tree = { tree: "tree 1", ground: "ground 1" };

test("what an action takes is kept once for all tasks that use it, and shared again", () => {
  const path = place();
  const common = "an-annotation-that-stands-in-the-schema-once";
  const action = `description = "x"\nrun = "true"\n[params.properties]\na = { description = "${common}" }\n`;
  const files = Array.from({ length: 20 }, (_, i) => {
    const name = `tasks.d/t${i}.toml`;
    const task = taskOf({ files: { [name]: `uses = "x"\nwith = { a = ${i} }\n`, "actions/x/action.toml": action } });
    return { ...understood(`t${i}`), tasks: [task] };
  });
  const first = openCache(path, { make: true })!;
  first.replace(tree, files.slice(0, 10).map(filed), []);
  first.move({ ...tree, tree: "tree 2" }, files.slice(10).map(filed), []);
  first.close();
  // In its row, and in the index of it.
  expect(readFileSync(path, "latin1").split(common).length - 1).toBe(2);

  const again = open(path);
  expect([...again.files()]).toEqual(files.map(filed));
  const kept = [...again.files()].map(({ understood: of }) => of!.tasks[0]!.action!.params);
  expect(new Set(kept).size).toBe(1);
});

test("a file comes back as it was put in, its values shared again and none of them forgotten", () => {
  const path = place();
  const file = understood("a", {
    text: 'schedule = ["daily at 02:00", "every 7m"]\nenv = { A = "1" }\nlocks = ["apt"]\nwhen = { file = "/x" }\n',
    asked: "scripts/x.sh",
  });
  const first = openCache(path, { make: true })!;
  first.replace(
    tree,
    [filed(file), { path: "tasks.d/b.toml", object: "object of b", understood: undefined }],
    ["x.tml"],
  );
  first.close();
  const again = openCache(path, { make: false })!;
  expect(again.knows).toEqual(tree);
  expect(again.file(file.path)).toEqual(filed(file));
  const [task] = again.file(file.path)!.understood!.tasks;
  expect(task!.tags).toBe(file.tasks[0]!.tags);
  // Known by being the very same value.
  expect(task!.isolation).toBe(noIsolation);
  expect([...again.files()]).toEqual([filed(file)]);
  expect(again.unsettled()).toEqual(["tasks.d/b.toml"]);
  expect([again.strays(), again.askedFor("scripts/x.sh"), again.holdersOf("apt")]).toEqual([
    ["x.tml"],
    [file.path],
    [file.path],
  ]);
  again.close();
});

test("going on to another tree takes with it what the files said that are others now", () => {
  const cache = open(place());
  cache.replace(
    tree,
    [understood("a"), understood("b", { needs: ["a"] }), understood("c", { after: ["a"] })].map(filed),
    [],
  );
  expect([cache.neededBy("a"), cache.followedBy("a"), cache.paths().length]).toEqual([["b"], ["c"], 3]);
  const next = { ...tree, tree: "tree 2" };
  cache.move(
    next,
    [{ path: "tasks.d/c.toml" }, filed(understood("b", { hasTrigger: true, requiresParams: true }))],
    [],
  );
  expect([cache.neededBy("a"), cache.followedBy("a"), cache.paths().length]).toEqual([[], [], 2]);
  expect(cache.outlineOf("b")).toEqual({ id: "b", needs: [], after: [], hasTrigger: true, requiresParams: true });
  expect([cache.fileOf("c"), cache.file("tasks.d/c.toml"), cache.idsIn("tasks.d/b.toml")]).toEqual([
    undefined,
    undefined,
    ["b"],
  ]);
});

test("of two that go on from one tree the second changes nothing: what it would change is not there any more", () => {
  const path = place();
  const first = open(path);
  first.replace(tree, [filed(understood("a"))], []);
  const [one, other] = [open(path), open(path)];
  one.move({ ...tree, tree: "tree 2" }, [filed(understood("b"))], []);
  other.move({ ...tree, tree: "tree 3" }, [{ path: "tasks.d/a.toml" }], []);
  const now = open(path);
  expect([now.knows?.tree, now.fileOf("a"), now.fileOf("b")]).toEqual(["tree 2", "tasks.d/a.toml", "tasks.d/b.toml"]);
});

test("beside somebody who writes for long nothing is changed, and nothing fails", () => {
  const path = place();
  const cache = open(path);
  cache.replace(tree, [filed(understood("a"))], []);
  const other = new DatabaseSync(path);
  onTestFinished(() => other.close());
  other.exec("BEGIN IMMEDIATE");
  cache.move({ ...tree, tree: "tree 2" }, [{ path: "tasks.d/a.toml" }], []);
  expect([cache.knows, cache.fileOf("a")]).toEqual([tree, "tasks.d/a.toml"]);
});

test("what is no cache, or another version's, knows nothing and is made anew", () => {
  const path = place();
  mkdirSync(dirname(path));
  writeFileSync(path, "garbage, and enough of it to be taken for a file of some kind\n".repeat(100));
  expect(openCache(path, { make: false })).toBeUndefined();
  const fresh = openCache(path, { make: true })!;
  expect(fresh.knows).toBeUndefined();
  fresh.replace(tree, [filed(understood("a"))], []);
  fresh.close();
  const database = new DatabaseSync(path);
  database.exec("UPDATE meta SET value = 'of an older runner' WHERE key = 'version'");
  database.close();
  const later = open(path);
  expect([later.knows, later.fileOf("a")]).toEqual([undefined, undefined]);
});

test("where there is none, none is made unless it is asked for; where none can be made there is none", () => {
  const path = place();
  expect(openCache(path, { make: false })).toBeUndefined();
  mkdirSync(dirname(path));
  writeFileSync(join(dirname(path), "file"), "");
  expect(openCache(join(dirname(path), "file", "tasks.db"), { make: true })).toBeUndefined();
});

test("what tasks have of their action is kept once, in the file and in memory", () => {
  const path = place();
  const files = thatUse(["a", "b", "c"]);
  const cache = open(path);
  cache.replace(tree, files.map(filed), []);
  const again = open(path);
  expect([...again.files()]).toEqual(files.map(filed));
  const [a, b] = [...again.files()].map(({ understood: of }) => of!.tasks[0]!);
  expect(b!.action!.params).toBe(a!.action!.params);
  expect(
    [b!.command, b!.check, b!.requires].map((value, i) => value === [a!.command, a!.check, a!.requires][i]),
  ).toEqual([true, true, true]);
  const database = new DatabaseSync(path);
  onTestFinished(() => database.close());
  const longest = database.prepare("SELECT max(length(understood)) AS found FROM file").get()!["found"];
  expect(longest).toBeLessThan(1600);
});

test("another action of that name, and what was kept of the one before is gone", () => {
  const path = place();
  const [before] = thatUse(["a"]);
  const cache = open(path);
  cache.replace(tree, [filed(before!)], []);
  expect(cache.file(before!.path)).toEqual(filed(before!));
  const [task] = before!.tasks;
  const action = { ...task!.action!, params: { ...task!.action!.params, required: ["who"] } };
  const after = { ...before!, tasks: [{ ...task!, action, check: { kind: "text", text: "true" } as const }] };
  cache.replace({ ...tree, tree: "tree 2" }, [filed(after)], []);
  expect(cache.file(after.path)).toEqual(filed(after));
  const again = open(path);
  expect(again.file(after.path)).toEqual(filed(after));
});
