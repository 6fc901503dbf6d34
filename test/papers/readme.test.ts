import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test, vi } from "vitest";
import { fillKeyTable } from "../../scripts/fill-key-table.ts";
import { builtInActions } from "../../src/cli/built-in-actions.ts";
import { exitCodes } from "../../src/cli/exit-codes.ts";
import { verbs } from "../../src/cli/verbs.ts";
import { define } from "../../src/definition/index.ts";
import { toProblem } from "../../src/diagnostics/to-problem.ts";
import type { Block } from "./read-blocks.ts";
import { readBlocks } from "./read-blocks.ts";
import { Shell } from "./shell.ts";
import { makeTemporaryFolder } from "./temporary-folder.ts";

const project = fileURLToPath(new URL("../..", import.meta.url));
const readme = readPaper("README.md");
const blocks = readBlocks(readme);
const isBroken = ({ notes }: Block): boolean => notes.includes("broken");
const isByHand = ({ notes }: Block): boolean => notes.includes("by-hand");
/** What it takes more than task files to see: test/papers/audit.test.ts. */
const isTampered = ({ notes }: Block): boolean => notes.includes("tampered");

describe("the README's blocks", () => {
  test("are all of a kind that is held against the program", () => {
    const kinds = new Set(blocks.map(({ language }) => language));
    expect([...kinds].sort()).toEqual(["console", "sh", "text", "toml", "yaml"]);
  });

  test.each(blocks.filter((block) => /^(toml|yaml)$/.test(block.language) && !isBroken(block)))(
    "$language in line $line is defined without a problem",
    ({ language, text }) => {
      // The list that the README says is there.
      const findSigners = (path: string) => (path === "allowed_signers" ? { path, kind: "file" as const } : undefined);
      const path = text.includes("\n# runner.toml\n") ? "runner.toml" : `tasks.d/example.${language}`;
      const files = { files: [{ path, bytes: new TextEncoder().encode(text) }], others: [], find: findSigners };
      const { diagnostics } = define({
        files,
        now: Date.UTC(2026, 10, 20),
        host: { name: "host", file: undefined, env: {}, builtIn: builtInActions() },
      });
      expect(diagnostics.map(toProblem)).toEqual([]);
    },
  );

  test.each(blocks.filter((block) => block.language === "console" && !isTampered(block)))(
    "console in line $line is what one sees",
    (block) => {
      const shell = new Shell({ top: makeTemporaryFolder(), project, places: {} });
      const file = blocks.slice(0, blocks.indexOf(block)).findLast(({ notes }) => notes[0]?.startsWith("tasks.d/"))!;
      shell.run("mkdir tasks.d");
      shell.write(file.notes[0]!, file.text);
      const [first, ...output] = block.text.split("\n");
      expect(shell.try(first!.replace(/^\$ /, "")).text).toBe(output.join("\n"));
    },
  );

  test("of the shell do what they say, one after the other", async () => {
    const top = makeTemporaryFolder();
    const remote = join(top, "remote.git");
    execFileSync("git", ["init", "--quiet", "--bare", "--initial-branch=main", remote]);
    const shell = new Shell({
      top,
      project,
      places: { "git@example.org:you/ops.git": remote, "/srv/git/ops.git": remote, "/srv/ops": join(top, "srv") },
    });
    const reports = (): string => subjects(remote, "runner/reports");
    let host: Awaited<ReturnType<Shell["start"]>> | undefined;
    let printed = "";

    for (const { text } of blocks.filter((block) => block.language === "sh" && !isByHand(block))) {
      const [before, start] = splitAtStart(text);
      printed += shell.run(before);
      if (start === undefined) continue;
      const runner = await shell.start(start, "the runner is up");
      if (start.includes("--repo")) {
        host = runner;
        await vi.waitFor(() => expect(reports()).toContain("applied"), { timeout: 20_000 });
      } else {
        expect(await runner.end("SIGINT")).toBe(0);
      }
    }

    expect(printed).toContain("hello: success in");
    expect(subjects(remote, "main")).toContain("Clean /var/tmp");
    await vi.waitFor(() => expect(reports()).toContain("applied (+1 ~0 -0)"), { timeout: 20_000 });
    expect(await host?.end("SIGTERM")).toBe(0);
  });

  test.each([...byHand("README.md"), ...byHand("CONTRIBUTING.md")])("%s: `%s` is there", (_, line) => {
    const { scripts } = JSON.parse(readPaper("package.json")) as { scripts: Record<string, string> };
    const script = /^npm (?:run (\S+)|(test)$)/.exec(line);
    if (script) expect(Object.keys(scripts)).toContain(script[1] ?? script[2]);
    else expect(["npm ci", 'ln -s "$PWD/bin/runner.js" /usr/local/bin/runner']).toContain(line);
  });
});

describe("the README's tables", () => {
  test("the keys are those of the schema", () => {
    const schema = JSON.parse(readPaper("schemas/task.schema.json")) as Record<string, unknown>;
    expect(fillKeyTable(readme, schema)).toBe(readme);
  });

  test("the verbs are those that there are", () => {
    const table = sectionOf("The verbs").split("Each has")[0]!;
    const rows = [...table.matchAll(/^\| (`.*?) +\|/gm)].map((row) => row[1]!);
    const named = rows.flatMap((row) => [...row.matchAll(/`([a-z]+)/g)].map((name) => name[1]!));
    expect(named.sort()).toEqual(Object.keys(verbs).sort());
  });

  test("the exit codes are those that there are", () => {
    const codes = [...sectionOf("The verbs").matchAll(/^\| (\d+) +\|/gm)].map((row) => Number(row[1]));
    expect(codes).toEqual(Object.values(exitCodes));
  });
});

function readPaper(path: string): string {
  return readFileSync(join(project, path), "utf8");
}

function sectionOf(title: string): string {
  return readme.split(`\n## ${title}\n`)[1]!.split("\n## ")[0]!;
}

/** The lines to run, and the one that stays in the foreground. */
function splitAtStart(text: string): [string, string | undefined] {
  const at = text.indexOf("runner start");
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at).trim()];
}

/** What a person types once, and a test cannot: each line without its comment. */
function byHand(path: string): readonly (readonly [string, string])[] {
  const lines = readBlocks(readPaper(path))
    .filter(isByHand)
    .flatMap(({ text }) => text.trimEnd().split("\n"));
  return lines.map((line) => [path, line.replace(/ +#.*/, "")]);
}

function subjects(repository: string, branch: string): string {
  const words = ["-C", repository, "log", "--format=%s", branch];
  return execFileSync("git", words, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}
