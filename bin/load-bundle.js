// Loads a file of dist/ with the code that V8 has compiled for it before.
//
// Node's own compile cache keeps what is compiled when a file is loaded: hardly more than its outermost function. Kept
// after the program has run, and for each verb by itself, it holds what that verb calls, and the next start compiles
// next to nothing: `runner validate` takes 1.7 × `node -e 0` instead of 2.1 (docs/benchmarks.md).

const { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } =
  process.getBuiltinModule("node:fs");
const { createRequire } = process.getBuiltinModule("node:module");
const { basename, dirname, join } = process.getBuiltinModule("node:path");
const { Script } = process.getBuiltinModule("node:vm");

/** The digest that scripts/build.ts puts at the head of each file. */
const digestLength = 64;

const loaded = new Map();

/** Runs the file at `path` (CommonJS, ASCII, its digest in the first line), once, and gives what it exports. */
export function loadBundle(path) {
  const known = loaded.get(path);
  if (known) return known.exports;
  const text = readFileSync(path, "latin1");
  const digest = text.slice(2, 2 + digestLength);
  const places = cachePlaces(path);
  const cached = places.map((place) => readCache(place, digest)).find((found) => found !== undefined);
  const script = new Script(`(function(exports,require,module,__filename,__dirname){${text}\n})`, {
    filename: path,
    ...(cached && { cachedData: cached }),
  });
  if (!cached || script.cachedDataRejected) keepWhatRan(script, places, digest);
  const module = { exports: {} };
  loaded.set(path, module);
  script.runInThisContext()(module.exports, makeRequire(path), module, path, dirname(path));
  return module.exports;
}

/** What a bundle has beside it comes by the same way; all else is Node's. */
function makeRequire(from) {
  const require = createRequire(from);
  return (name) => (name.startsWith("./") ? loadBundle(join(dirname(from), name)) : require(name));
}

/**
 * Where only those can write who could change the program itself, or who run it. Never in /tmp: what is found is
 * executed, perhaps by root.
 */
function cachePlaces(path) {
  const verb = /^-*[a-z]+$/.test(process.argv[2] ?? "") ? process.argv[2] : "runner";
  const name = `${basename(path)}-${verb}-${process.version}-${process.arch}`;
  const places = [join(dirname(path), "../node_modules/.cache/runner", name)];
  const { HOME } = process.env;
  if (HOME && isOurs(HOME)) places.push(join(HOME, ".cache/runner", name));
  return places;
}

function isOurs(folder) {
  return statSync(folder, { throwIfNoEntry: false })?.uid === process.getuid?.();
}

/** V8 itself refuses what another version or other flags of it have made, and what was cut off. */
function readCache(place, digest) {
  try {
    const bytes = readFileSync(place);
    const end = bytes.length - digestLength;
    return bytes.latin1Slice(end) === digest ? bytes.subarray(0, end) : undefined;
  } catch {
    return undefined;
  }
}

/** As the process ends: by then it is known what its verb needs. Without a place for it, starts are merely slower. */
function keepWhatRan(script, places, digest) {
  process.once("exit", (code) => {
    // Words that no verb has would leave a file each.
    if (code !== 0 && code !== 1) return;
    const bytes = [script.createCachedData(), Buffer.from(digest, "latin1")];
    places.some((place) => writeCache(place, bytes));
  });
}

/** Whether it could be written. On the disk before it has its name: a cut-off file under that name must never be. */
function writeCache(place, bytes) {
  const unfinished = `${place}.${process.pid}`;
  let file;
  try {
    mkdirSync(dirname(place), { recursive: true, mode: 0o755 });
    file = openSync(unfinished, "wx", 0o644);
    for (const part of bytes) writeFileSync(file, part);
    fsyncSync(file);
    renameSync(unfinished, place);
    return true;
  } catch {
    if (file !== undefined) rmSync(unfinished, { force: true });
    return false;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
