/**
 * Bundles src/main.ts into what is published: dist/runner.mjs, which needs no other file, and dist/validate.mjs, the same
 * program without the other verbs, and without the packages that most of its starts do not load: those stand beside it,
 * a file each. Validating is what editors, hooks and pull requests do all the time, and a file of a third of the size
 * starts sooner (docs/benchmarks.md).
 */
import type { BuildOptions, Plugin } from "esbuild";
import { build } from "esbuild";
import { isBuiltin } from "node:module";
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

/** The other verbs lead to the file that has them; `bin/runner.js` sees to it that they are not asked for here. */
const validateAlone: Plugin = {
  name: "validate-alone",
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/verbs\// }, ({ path }) => {
      return path === "./verbs/validate.ts" ? undefined : { path: "./runner.mjs", external: true };
    });
  },
};

/** Loaded by `require` where they are needed: see src/definition/load-package.ts. */
const rarelyLoaded = ["yaml", "toml-eslint-parser"];

const besideIt: Plugin = {
  name: "beside-it",
  setup({ onResolve }) {
    onResolve({ filter: new RegExp(`^(${rarelyLoaded.join("|")})$`) }, ({ path, kind }) =>
      kind === "require-call" ? { path: `./${path}.cjs`, external: true } : undefined,
    );
  },
};

const options = {
  absWorkingDir: fileURLToPath(new URL("..", import.meta.url)),
  entryPoints: ["src/main.ts"],
  bundle: true,
  platform: "node",
  target: "node24",
  format: "esm",
  // Names stay, for the traces of bug reports.
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: "none",
  logLevel: "warning",
  // Some dependencies are CommonJS and call require for Node's own modules.
  banner: { js: 'const require = process.getBuiltinModule("node:module").createRequire(import.meta.url);' },
} satisfies BuildOptions;

await Promise.all([
  build({ ...options, outfile: "dist/runner.mjs", plugins: [builtinsWhenUsed] }),
  build({ ...options, outfile: "dist/validate.mjs", plugins: [builtinsWhenUsed, validateAlone, besideIt] }),
  ...rarelyLoaded.map((name) =>
    build({ ...options, entryPoints: [name], format: "cjs", banner: {}, outfile: `dist/${name}.cjs` }),
  ),
]);
