import { inBatches } from "../in-batches.ts";
import { runTool } from "../run-tool.ts";
import type { Checker, Text, Trouble, Verdict } from "./checker.ts";

/**
 * For each text a shell of its own, which parses it and executes nothing (-n, POSIX sh). A text is an argument, after a
 * line break so that it cannot be taken for an option; its number is the name under which the shell speaks of it.
 */
const parse = `"$0" $options -n -c "$text" "#$i" < /dev/null; echo "$i $?"`;

/**
 * bash executes nothing after \`set -n\` either, nor what would undo it: so a copy of itself has the first look, in a third of
 * the time that a new one takes. Of other shells called sh it is not known whether \`eval\` heeds it.
 */
const firstLook = '( [ -z "$options" ] || shopt -s extglob; eval "set -n$text" ) < /dev/null 2> /dev/null';

function loopFor(tool: string): string {
  const look = tool.endsWith("/bash") ? `if ${firstLook}; then echo "$i 0"; else ${parse}; fi` : parse;
  return `options=$1; shift; i=0; for text do ${look}; i=$((i+1)); done`;
}

/** One argument may have 128 KiB, all of them together some megabytes (execve(2)). */
const longestArgument = 100_000;
const batch = { items: 100, bytes: 500_000, sizeOf: ({ bytes }: Text) => bytes.length };

export const checkShell: Checker = async (tool, texts, signal) => {
  const verdicts = await parseAll(tool, texts, signal);
  // A shell reads no further than it executes: what follows an `exit` may be an archive.
  const cut = texts.flatMap((text, i) => {
    const verdict = verdicts[i];
    const upTo = typeof verdict === "object" ? cutAtExit(text, verdict) : undefined;
    return upTo ? [{ i, upTo }] : [];
  });
  const again = await parseAll(
    tool,
    cut.map(({ upTo }) => upTo),
    signal,
  );
  return verdicts.map((verdict, i) => {
    const at = cut.findIndex((each) => each.i === i);
    return at >= 0 && typeof again[at] !== "object" ? again[at] : verdict;
  });
};

async function parseAll(tool: string, texts: readonly Text[], signal: AbortSignal): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = [];
  const groups = Map.groupBy(texts.entries(), ([, text]) => (mayBeArgument(text) ? text.options.join(" ") : undefined));
  for (const [options, group] of groups) {
    const members = group.map(([, text]) => text);
    const found =
      options === undefined
        ? await inBatches(members, { ...batch, items: 1 }, async ([text]) => [await parseOne(tool, text!, signal)])
        : await inBatches(members, batch, (some) => parseSome(tool, options, some, signal));
    for (const [k, [i]] of group.entries()) verdicts[i] = found[k];
  }
  return verdicts;
}

async function parseSome(
  tool: string,
  options: string,
  texts: readonly Text[],
  signal: AbortSignal,
): Promise<readonly Verdict[]> {
  const args = ["-c", loopFor(tool), tool, options, ...texts.map(({ bytes }) => `\n${bytes.toString("utf8")}`)];
  const answer = await runTool({ program: tool, args, input: "", signal });
  const codes = new Map((answer?.stdout ?? "").split("\n").map((line) => line.split(" ") as [string, string]));
  return texts.map((_, i) => judge(codes.get(String(i)), readTrouble(answer?.stderr ?? "", `#${i}: `, 1)));
}

/** What is too long to be an argument, or holds NUL bytes, comes from standard input. */
async function parseOne(tool: string, { bytes, options }: Text, signal: AbortSignal): Promise<Verdict> {
  const args = ["-c", '"$0" "$@" -n; echo "0 $?"', tool, ...options];
  const answer = await runTool({ program: tool, args, input: bytes, signal });
  return judge(answer?.stdout.trim().split(" ")[1], readTrouble(answer?.stderr ?? "", `${tool}: `, 0));
}

function mayBeArgument({ bytes }: Text): boolean {
  return bytes.length <= longestArgument && !bytes.includes(0);
}

/**
 * 1 and 2 are what shells say of a syntax error, and bash even 0 of one within `[[`; 126, 127 and what a signal leaves are
 * no opinion.
 */
function judge(code: string | undefined, trouble: Trouble | undefined): Verdict {
  if (code === "0") return trouble && /syntax|unexpected/.test(trouble.says) ? trouble : "fine";
  return code === "1" || code === "2" ? trouble : undefined;
}

/** `#0: -c: line 3: syntax error near …` (bash), `#0: 3: Syntax error: …` (dash, busybox): the first that is no warning. */
function readTrouble(stderr: string, name: string, before: number): Trouble | undefined {
  for (const line of stderr.split("\n")) {
    if (!line.startsWith(name)) continue;
    const [, number, says] = /^(?:-c: )?(?:line )?(\d+): (?!warning: )(.+)$/.exec(line.slice(name.length)) ?? [];
    if (says !== undefined) return { line: Math.max(1, Number(number) - before), says: says.replace(/^S/, "s") };
  }
  return undefined;
}

function cutAtExit(text: Text, { line }: Trouble): Text | undefined {
  const lines = text.bytes.toString("latin1").split("\n");
  const exit = lines.findIndex((each) => /^exit(\s+("?\$\??\w*"?|\d+))?\s*;?\s*$/.test(each));
  if (exit < 0 || exit + 1 >= line) return undefined;
  return { ...text, bytes: Buffer.from(`${lines.slice(0, exit + 1).join("\n")}\n`, "latin1") };
}
