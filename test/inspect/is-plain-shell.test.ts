import fc from "fast-check";
import { expect, test } from "vitest";
import { checkShell } from "../../src/inspect/checkers/shell.ts";
import { findTool } from "../../src/inspect/find-tool.ts";
import { isPlainShell } from "../../src/inspect/is-plain-shell.ts";

test.each([
  ["/usr/local/bin/backup --all --to=/var/backups", true],
  ["cd /srv && git pull --quiet || exit 1 # or not\n\nprintf '%s\\n' \"$HOME\" >> log 2>&1 < in; true", true],
  ["a |\n  b", true],
  ["", true],
  ["if true; then echo; fi", false],
  ["echo if", true],
  ["echo $(date)", false],
  ["echo 'a", false],
  ["a &&", false],
  ["; a", false],
  ["a > ", false],
  ["cat <<EOF\nx\nEOF", false],
  ["a=(1 2)", false],
  ["! true", false],
])("%j: %s", (text, plain) => expect(isPlainShell(text)).toBe(plain));

test.each(["bash", "sh"])("what is plain is right for %s", async (shell) => {
  const pieces = "a fi if $x ${y} 'q\n' \"d $z\" \" ' ; \n | || && & > 2>&1 < << ( ) { } ! [[ # \\ ` = a=b [ ]".split(
    /(?<!q) (?!\$z|')/,
  );
  const texts = fc
    .sample(fc.array(fc.constantFrom(...pieces), { maxLength: 7 }), 20_000)
    .map((words) => words.join(" "))
    .filter(isPlainShell);
  const distinct = [...new Set(texts)].slice(0, 300);
  expect(distinct.length).toBeGreaterThan(100);
  const asked = distinct.map((text) => ({ bytes: Buffer.from(text), options: [] }));
  const tool = findTool(shell, process.env["PATH"] ?? "")!;
  const verdicts = await checkShell(tool, asked, AbortSignal.timeout(60_000));
  expect(distinct.filter((_, i) => verdicts[i] !== "fine")).toEqual([]);
});
