/** Bundles src/main.ts into the one file that is published: dist/runner.mjs. */
import { build } from "esbuild";

await build({
  entryPoints: ["src/main.ts"],
  outfile: "dist/runner.mjs",
  bundle: true,
  platform: "node",
  target: "node24",
  format: "esm",
  minify: false,
  keepNames: false,
  legalComments: "none",
  logLevel: "warning",
  // Some dependencies are CommonJS and call require for Node's own modules.
  banner: {
    js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
  },
  external: ["pino", "pino-pretty"],
});
