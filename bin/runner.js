#!/usr/bin/env node
// The file behind the `runner` command. Plain JavaScript that any Node since 14 can read, so that an old Node gets a
// sentence instead of a syntax error: on one, the Node that npm installed beside us takes over.

if (Number(process.versions.node.split(".")[0]) >= 24) {
  // Before the first use of the pool: with the four threads that it has by itself, three dead mounts would be too many to
  // go on looking at disks and files (src/facts/may-hang.ts).
  process.env.UV_THREADPOOL_SIZE ??= "16";

  const { existsSync } = process.getBuiltinModule("node:fs");
  const { fileURLToPath } = process.getBuiltinModule("node:url");
  const here = (path) => fileURLToPath(new URL(path, import.meta.url));

  const bundle = here(process.argv[2] === "validate" ? "../dist/validate.cjs" : "../dist/runner.cjs");
  if (existsSync(bundle)) (await import("./load-bundle.js")).loadBundle(bundle);
  else await import("../src/main.ts");
} else {
  const { existsSync } = await import("node:fs");
  const { fileURLToPath } = await import("node:url");
  const ours = fileURLToPath(new URL("../node_modules/.bin/node", import.meta.url));
  if (existsSync(ours)) {
    const { spawn } = await import("node:child_process");
    const child = spawn(ours, process.argv.slice(1), { stdio: "inherit" });
    // What systemd or `kill` sends reaches this process alone. A terminal tells both; being told twice does no harm.
    const signals = ["SIGTERM", "SIGINT", "SIGHUP"];
    for (const name of signals) process.on(name, () => child.kill(name));
    child.on("exit", (code, signal) => {
      for (const name of signals) process.removeAllListeners(name);
      if (signal) process.kill(process.pid, signal);
      process.exitCode = code ?? 70;
    });
    child.on("error", ({ message }) => {
      console.error(
        `runner: the Node that npm installed beside it does not start: ${message}. Run \`npm ci\` in ${fileURLToPath(new URL("..", import.meta.url))} again.`,
      );
      process.exitCode = 3;
    });
  } else {
    console.error(
      `runner needs Node 24 or later; this is ${process.version}. Install Node 24, or run \`npm ci\` in ${fileURLToPath(new URL("..", import.meta.url))}, which brings one.`,
    );
    process.exitCode = 3;
  }
}
