import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/build-once.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: "forks",
    // .ci/run counts from this file.
    reporters: ["default", ["json", { outputFile: "node_modules/.cache/test-results.json" }]],
    // Outside servers, identities and settings of whoever runs the tests must not reach them.
    // Nor must they notice that a forge runs them: in CI `runner run` shows the log by itself.
    env: {
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_TERMINAL_PROMPT: "0",
      TZ: "UTC",
      NO_COLOR: "1",
      CI: "",
      GITHUB_ACTIONS: "",
      GITLAB_CI: "",
    },
  },
});
