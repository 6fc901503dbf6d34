/** `node scripts/check-links.ts [--web]`: fails if a link of the papers leads nowhere. tasks.d/docs-links.toml runs it. */
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

interface BrokenLink {
  /** From the top folder. */
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly target: string;
  readonly problem: string;
}

type Link = Omit<BrokenLink, "problem">;

const skipped = new Set(["node_modules", "dist", ".git", "golden"]);

if (import.meta.main) {
  const top = fileURLToPath(new URL("..", import.meta.url));
  const broken = await findBrokenLinks(top, { web: process.argv.includes("--web") });
  for (const { path, line, target, problem } of broken) console.error(`${path}:${line}: ${target}: ${problem}`);
  if (broken.length > 0) process.exitCode = 1;
}

/**
 * Links of the Markdown files under `top` that lead nowhere: files and headings of the folder itself, and with `web`
 * pages of others, asked for one after the other. In order of place.
 */
export async function findBrokenLinks(top: string, { web }: { web: boolean }): Promise<readonly BrokenLink[]> {
  const broken: BrokenLink[] = [];
  for (const link of findMarkdown(top).flatMap((path) => findLinks(top, path))) {
    const problem = /^https?:/.test(link.target)
      ? web
        ? await checkPage(link.target)
        : undefined
      : checkFile(top, link);
    if (problem !== undefined) broken.push({ ...link, problem });
  }
  return broken;
}

function findMarkdown(folder: string): readonly string[] {
  const entries = readdirSync(folder, { withFileTypes: true }).filter(({ name }) => !skipped.has(name));
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return findMarkdown(path);
    return entry.name.endsWith(".md") ? [path] : [];
  });
}

function findLinks(top: string, path: string): readonly Link[] {
  return proseLines(readFileSync(path, "utf8")).flatMap(({ text, line }) =>
    [...text.replace(/`[^`]*`/g, "``").matchAll(/\[[^\]]*\]\(<?([^)\s>]+)>?\)|<(https?:[^>\s]+)>/g)].map((match) => ({
      path: relative(top, path),
      line,
      target: match[1] ?? match[2]!,
    })),
  );
}

/** What stands outside of fenced blocks. */
function proseLines(text: string): readonly { text: string; line: number }[] {
  let fenced = false;
  return text.split("\n").flatMap((content, index) => {
    const isFence = /^\s*(```|~~~)/.test(content);
    if (isFence) fenced = !fenced;
    return isFence || fenced ? [] : [{ text: content, line: index + 1 }];
  });
}

function checkFile(top: string, { path, target }: Link): string | undefined {
  if (/^[a-z]+:/.test(target)) return undefined;
  const [file = "", heading] = target.split("#");
  const there = file === "" ? join(top, path) : join(top, dirname(path), decodeURIComponent(file));
  if (!existsSync(there)) return "there is no such file";
  if (heading === undefined || !there.endsWith(".md")) return undefined;
  return findHeadings(readFileSync(there, "utf8")).has(heading) ? undefined : "there is no such heading";
}

/** Headings as forges link to them: small letters, no punctuation, `-` for blanks, `-1` behind the second of a name. */
function findHeadings(text: string): ReadonlySet<string> {
  const seen = new Map<string, number>();
  for (const line of proseLines(text)) {
    const title = /^#+\s+(.*)$/.exec(line.text)?.[1];
    if (title === undefined) continue;
    const name = title.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, "");
    const slug = name.trim().replaceAll(" ", "-");
    seen.set(slug, (seen.get(slug) ?? 0) + 1);
  }
  return new Set(
    [...seen].flatMap(([slug, times]) =>
      Array.from({ length: times }, (_, index) => (index === 0 ? slug : `${slug}-${index}`)),
    ),
  );
}

/** Some pages are not for programs (403, 429): that they answer so proves that they are there. */
async function checkPage(url: string): Promise<string | undefined> {
  try {
    const { status } = await fetch(url, { signal: AbortSignal.timeout(30_000) });
    return status < 400 || status === 403 || status === 429 ? undefined : `the page answers ${status}`;
  } catch (error) {
    const { cause, message } = error as Error;
    return `the page cannot be had: ${cause instanceof Error ? cause.message : message}`;
  }
}
