/**
 * Bundles src/main.ts into what is published: dist/runner.cjs, which needs no other file, and dist/validate.cjs, the same
 * program without the other verbs, and without the packages that most of its starts do not load: those stand beside it,
 * a file each. Validating is what editors, hooks and pull requests do all the time, and a file of a third of the size
 * starts sooner (docs/benchmarks.md).
 */
import type { BuildOptions, Plugin } from "esbuild";
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { isBuiltin } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * Loads each of Node's own modules when something of it is first used. The imports at the head of one file would load all
 * that any verb has a use for (sqlite, net, worker_threads) at every start: a third of the time that validating takes.
 */
const builtinsWhenUsed: Plugin = {
  name: "builtins-when-used",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^[a-z_:/]+[a-z0-9]*$/ }, ({ path, kind }) => {
      if (!isBuiltin(path)) return undefined;
      return {
        path: path.replace(/^(node:)?/, "node:"),
        namespace: kind === "import-statement" ? "when-used" : "at-once",
      };
    });
    const contents = (path: string): string => `let loaded;
      const load = () => (loaded ??= process.getBuiltinModule(${JSON.stringify(path)}));\n`;
    onLoad({ filter: /.*/, namespace: "at-once" }, ({ path }) => {
      return { contents: `${contents(path)}module.exports = load();`, loader: "js" };
    });
    // Stands in for the module, also as a function and a class, which some of them are. Named imports look in vain in
    // the object that esbuild makes of it, and go on to its prototype: this.
    onLoad({ filter: /.*/, namespace: "when-used" }, ({ path }) => {
      const stand = `const standIn = new Proxy(function () {}, {
        get: (_, key) => (key === "__esModule" ? undefined : load()[key]),
        getPrototypeOf: () => standIn,
        apply: (_, self, args) => Reflect.apply(load(), self, args),
        construct: (_, args, target) => Reflect.construct(load(), args, target),
      });
      module.exports = standIn;`;
      return { contents: contents(path) + stand, loader: "js" };
    });
  },
};

/** `bin/runner.js` sees to it that no other verb is asked for here. */
const validateAlone: Plugin = {
  name: "validate-alone",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\.\/verbs\// }, ({ path }) => {
      return path === "./verbs/validate.ts" ? undefined : { path, namespace: "elsewhere" };
    });
    onLoad({ filter: /.*/, namespace: "elsewhere" }, () => ({ contents: `throw new Error("in dist/runner.cjs");` }));
  },
};

/** Loaded by `require` where they are needed: see src/definition/load-package.ts. */
const rarelyLoaded = ["yaml", "toml-eslint-parser", "ajv/dist/2020.js"];
/** Loaded by both only from src/secrets/load-age.ts. */
const besideBoth = ["age-encryption"];

const besideIt: Plugin = {
  name: "beside-it",
  setup({ onResolve }) {
    onResolve({ filter: new RegExp(`^(${rarelyLoaded.join("|")})$`) }, ({ path, kind }) =>
      kind === "require-call" ? { path: `./${fileOf(path)}`, external: true } : undefined,
    );
  },
};

const folder = fileURLToPath(new URL("../dist", import.meta.url));

const options = {
  absWorkingDir: fileURLToPath(new URL("..", import.meta.url)),
  entryPoints: ["src/main.ts"],
  bundle: true,
  platform: "node",
  target: "node24",
  format: "cjs",
  // Names stay, for the traces of bug reports.
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: "none",
  logLevel: "warning",
  define: { "import.meta.url": "bundleUrl" },
  banner: { js: 'const bundleUrl = require("node:url").pathToFileURL(__filename).href;' },
} satisfies BuildOptions;

await Promise.all([
  bundle("runner.cjs", { plugins: [builtinsWhenUsed], external: besideBoth }),
  bundle("validate.cjs", { external: besideBoth, plugins: [builtinsWhenUsed, validateAlone, besideIt] }),
  ...[...rarelyLoaded, ...besideBoth].map((name) =>
    bundle(fileOf(name), { entryPoints: [name], define: {}, banner: {} }),
  ),
]);

/** `ajv/dist/2020.js` is in `ajv.cjs`. */
function fileOf(packageName: string): string {
  return `${packageName.replace(/\/.*/, "")}.cjs`;
}

/** Its digest goes ahead of the text: compiled code is good for the text that it was made from (bin/load-bundle.js). */
async function bundle(name: string, more: BuildOptions): Promise<void> {
  const { outputFiles } = await build({ ...options, ...more, write: false });
  const { text } = outputFiles[0]!;
  const digest = createHash("sha256").update(text).digest("hex");
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, name), `//${digest}\n${text}`);
}
