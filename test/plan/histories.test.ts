import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeTaskRepository } from "../cli/task-repository.ts";

const folder = join(import.meta.dirname, "histories");
const histories = readdirSync(folder).sort();

/**
 * Each of these files is a small history: what it is about, the files of two commits (`=== base PATH`, `=== head PATH`,
 * `=== gone PATH`), and what a plan says of it. A plan is run on a real repository and the file written anew with what it
 * says now: it has to be the same. `npx vitest run test/plan/histories.test.ts -u` takes what has changed.
 */
test.each(histories)("%s", async (name) => {
  const path = join(folder, name);
  const history = parse(readFileSync(path, "utf8"));
  const repository = makeTaskRepository(history.base);
  const base = repository.git("rev-parse", "HEAD").slice(0, 12);
  repository.git("branch", "base");
  if (history.gone.length > 0) repository.git("rm", "--quiet", ...history.gone);
  repository.commit(history.head);
  const plan = async (format: string): Promise<string> => {
    const words = `plan --base base --head HEAD --for 1m --now 2026-11-20T12:00:30Z --format ${format}`;
    const { code, out, err } = await repository.call(words);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    return out.replaceAll(base, "BASE").replace(/plan [0-9a-f]{64}/, "plan DIGEST");
  };
  const text = await plan("text");
  const told = `${history.input}=== plan\n${text.slice(0, text.indexOf("Forecast ")).trimEnd()}\n`;
  const markdown = history.wantsMarkdown ? `=== markdown\n${await plan("markdown")}` : "";
  await expect(`${told}${markdown}`).toMatchFileSnapshot(path);
});

interface History {
  /** All that is not an answer. */
  readonly input: string;
  readonly base: Readonly<Record<string, string>>;
  readonly head: Readonly<Record<string, string>>;
  readonly gone: readonly string[];
  readonly wantsMarkdown: boolean;
}

function parse(text: string): History {
  const input = text.slice(0, text.indexOf("=== plan\n"));
  const sections = input.split(/^(?==== )/m).filter((section) => section.startsWith("=== "));
  const files = (which: string): readonly (readonly [string, string])[] =>
    sections.flatMap((section) => {
      const [, side, path = ""] = /^=== (\w+) (.+)$/m.exec(section)!;
      return side === which ? [[path, section.slice(section.indexOf("\n") + 1)] as const] : [];
    });
  return {
    input,
    base: Object.fromEntries(files("base")),
    head: Object.fromEntries(files("head")),
    gone: files("gone").map(([path]) => path),
    wantsMarkdown: text.includes("=== markdown\n"),
  };
}
