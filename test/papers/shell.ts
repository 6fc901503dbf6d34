import type { ChildProcess } from "node:child_process";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";

/**
 * A user's shell in an empty home: `runner` is on its PATH, git knows who they are, and words of the papers that name
 * places elsewhere (`/srv/ops`) mean folders of the test.
 */
export class Shell {
  readonly #env: NodeJS.ProcessEnv;
  readonly #places: Readonly<Record<string, string>>;
  #folder: string;

  constructor(of: { top: string; project: string; places: Readonly<Record<string, string>> }) {
    const { top, project, places } = of;
    this.#places = places;
    this.#folder = join(top, "work");
    const bin = join(top, "bin");
    const home = join(top, "home");
    for (const folder of [this.#folder, bin, home]) mkdirSync(folder);
    const call = `#!/bin/sh\nexec "${process.execPath}" "${join(project, "bin/runner.js")}" "$@"\n`;
    writeFileSync(join(bin, "runner"), call, { mode: 0o755 });
    this.#env = {
      PATH: `${bin}:${process.env["PATH"]}`,
      HOME: home,
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_AUTHOR_NAME: "You",
      GIT_AUTHOR_EMAIL: "you@localhost",
      GIT_COMMITTER_NAME: "You",
      GIT_COMMITTER_EMAIL: "you@localhost",
      GIT_TERMINAL_PROMPT: "0",
      RUNNER_GIT_POLL: "200ms",
      TZ: "UTC",
    };
  }

  /** Runs these lines where the ones before have left off; fails the test if one of them fails. */
  run(lines: string): string {
    const { status, text } = this.try(lines);
    expect(status, `${lines}\n${text}`).toBe(0);
    return text;
  }

  /** Exit code, and all that was printed. */
  try(lines: string): { status: number | null; text: string } {
    const script = `exec 2>&1\ntrap 'pwd > "$HOME/pwd"' EXIT\nset -e\n${this.#place(lines)}`;
    const done = spawnSync("bash", ["-c", script], { cwd: this.#folder, env: this.#env, encoding: "utf8" });
    this.#folder = readFileSync(join(this.#env["HOME"]!, "pwd"), "utf8").trim();
    return { status: done.status, text: done.stdout };
  }

  write(path: string, text: string): void {
    writeFileSync(join(this.#folder, path), text);
  }

  /** Starts a command that stays, and waits until its log says so. It ends with the test, if not before. */
  async start(line: string, isUp: string): Promise<{ end: (signal: NodeJS.Signals) => Promise<number | null> }> {
    const child = spawn("bash", ["-c", `exec ${this.#place(line)}`], {
      cwd: this.#folder,
      env: this.#env,
      stdio: ["ignore", "ignore", "pipe"],
    });
    const gone = once(child, "exit") as Promise<[number | null]>;
    onTestFinished(() => void child.kill("SIGKILL"));
    await waitForWords(child, isUp);
    return {
      async end(signal) {
        child.kill(signal);
        return (await gone)[0];
      },
    };
  }

  #place(lines: string): string {
    return Object.entries(this.#places).reduce((text, [name, place]) => text.replaceAll(name, place), lines);
  }
}

async function waitForWords(child: ChildProcess, words: string): Promise<void> {
  let said = "";
  for await (const text of child.stderr!.setEncoding("utf8").iterator({ destroyOnReturn: false })) {
    said += text as string;
    if (said.includes(words)) {
      child.stderr!.resume();
      return;
    }
  }
  throw new Error(`it ended before it said "${words}":\n${said}`);
}
