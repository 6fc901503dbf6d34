import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { execFileSync } from "node:child_process";
import { afterEach, expect, test } from "vitest";
import { resolveParams } from "../../src/definition/params/resolve-params.ts";
import type { ParamValues } from "../../src/model/params.ts";
import { makeTaskRepository } from "../cli/task-repository.ts";
import type { How, Run } from "./run-action.ts";
import { findAction, makeFolder, runAction, snapshot } from "./run-action.ts";
import { needTools } from "./need-tools.ts";
import { pathOf } from "./path-of.ts";

let server: Server | undefined;

needTools({ "python3:yaml": "python3-yaml", "python3:tomllib": "python3" });

afterEach(() => {
  server?.close();
  server = undefined;
});

function makePages(files: Readonly<Record<string, string | readonly string[]>>): string {
  const folder = makeFolder();
  for (const [path, lines] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), typeof lines === "string" ? lines : `${lines.join("\n")}\n`);
  }
  return folder;
}

/** `path:line: text` of each problem. */
async function check(
  path: string,
  params: ParamValues = {},
  how: How = {},
): Promise<Run & { problems: readonly string[] }> {
  const run = await runAction("docs-check", { path, ...params }, how);
  const problems = (run.outputs.data?.["problems"] ?? []) as unknown as readonly {
    path: string;
    line: number;
    text: string;
  }[];
  return { ...run, problems: problems.map((each) => `${each.path}:${each.line}: ${each.text}`) };
}

const fine = {
  "README.md": [
    "---",
    "title: front matter",
    "---",
    "# The *whole* `thing`, explained",
    "",
    "[a](docs/a.md) [b](docs/a.md#a-b) [c](/docs/a%20b.txt#L2) [d](#second) [e](docs/) [mail](mailto:a@b.example)",
    '![a picture](docs/p.png "title") [![b](docs/p.png)](docs/a.md#second-1) <a href="docs/a.md#here">x</a>',
    "`[no link](gone.md)` <!-- [nor](gone.md) --> [see][ref], [ref][] and list[0][1]",
    "[self](#the-whole-thing-explained) [f](<docs/a b.txt>) [g](docs/a_(b).md)",
    "",
    "[ref]: docs/a.md#héading",
    "",
    "<!-- [not",
    "this](gone.md) -->",
    "## Second",
    "```sh",
    "echo '# no heading [no link](gone.md)'",
    "```",
    "- in a list",
    "  ```json",
    '  {"a": [1, 2]}',
    "  ```",
  ],
  "docs/a.md": ["A", "=", "A & B", "---", "## A-B", "## Second", "## Second", '<a name="here"></a>', "### Héading"],
  "docs/a b.txt": "one\ntwo\n",
  "docs/a_(b).md": "no title\n",
  "docs/p.png": "",
  "node_modules/x/README.md": "[gone](gone.md)\n",
};

test("pages with nothing wrong", async () => {
  const run = await check(makePages({ ...fine, "docs/a.md": [...fine["docs/a.md"], "## A B"] }));
  expect(run.problems).toEqual([]);
  expect(run).toMatchObject({ code: 0, outputs: { metrics: { pages: 3, examples_checked: 2, problems: 0 } } });
  expect(run.outputs.summary).toMatch(/^3 pages, \d+ links and 2 examples are fine$/);
});

const wrong = [
  {
    name: "links and anchors",
    files: {
      "README.md": [
        "# A",
        "[a](gone.md) [b](docs/b.md#gone)",
        "![c](gone.png)",
        "[d](#gone) [e](docs/c.txt#L9-L12)",
        "[f][gone]",
        "[g]: docs/gone.md",
        "[h]()",
      ],
      "docs/b.md": ["# B", "[up](../README.md#a) [root](/gone)"],
      "docs/c.txt": "one\n",
    },
    problems: [
      "README.md:2: gone.md leads to gone.md, which is not there",
      "README.md:2: docs/b.md#gone leads to no heading of that page",
      "README.md:3: gone.png leads to gone.png, which is not there",
      "README.md:4: #gone leads to no heading of that page",
      "README.md:4: docs/c.txt#L9-L12 is line 12 of a file of 1",
      "README.md:5: a link names a definition that is not on the page",
      "README.md:6: docs/gone.md leads to docs/gone.md, which is not there",
      "README.md:7: a link has no target",
      "docs/b.md:2: /gone leads to gone, which is not there",
    ],
    metrics: { broken_links: 6, broken_anchors: 3, pages: 2 },
  },
  {
    name: "examples",
    files: {
      "a.md": [
        ...["```json", '{"a": 1,}', "```"],
        ...["```toml title", "a = ", "```"],
        ...["```yaml", "a: [1", "```"],
        ...["```python", "def f(:", "```"],
        ...["```python", ">>> 1 + 1", "2", "```"],
        ...["```bash", "if true; then", "```"],
        ...["```sh", "$ ls (of a terminal", "```"],
        ...["~~~js", "const = 1;", "~~~"],
        ...["```json no-check", "{ ... }", "```"],
        ...["```text", "{", "```"],
      ],
    },
    problems: [
      expect.stringContaining("a.md:1: this json does not parse: "),
      expect.stringContaining("a.md:4: this toml does not parse: "),
      expect.stringContaining("a.md:7: this yaml does not parse: "),
      "a.md:10: this python does not parse: invalid syntax (line 1 of the example)",
      expect.stringContaining("a.md:17: this bash does not parse: example: line 2: syntax error"),
      expect.stringContaining("a.md:23: this js does not parse: SyntaxError"),
    ],
    metrics: { broken_examples: 6, examples_checked: 8 },
  },
  {
    name: "the structure",
    files: {
      "a.md": ["## Before", "# Title", "### Too deep", "# Again", "##", "![](p.png)", "```", "never ends"],
      "p.png": "",
    },
    problems: [
      "a.md:1: the heading `Before` stands before the title",
      "a.md:3: `Too deep` is 3 levels deep, and the heading above it 1: one is left out",
      "a.md:4: `Again` is a second title: the first is in line 2",
      "a.md:5: a heading has no text",
      "a.md:6: a picture has no text for those who cannot see it",
      "a.md:7: the fence that begins here has no end: all below it is example",
    ],
    metrics: { structure_problems: 6 },
  },
];

test.each(wrong)("what is wrong with $name", async ({ files, problems, metrics }) => {
  const run = await check(makePages(files));
  expect(run.problems).toEqual(problems);
  expect(run).toMatchObject({ code: 1, outputs: { metrics: { ...metrics, problems: problems.length } } });
  expect(run.outputs.summary).toContain(`${problems.length} problems in `);
});

test("what is not asked for is not looked at", async () => {
  const folder = makePages(Object.assign({}, ...wrong.map(({ files }) => files)) as Record<string, string>);
  const off = { links: false, anchors: false, examples: false, structure: false };
  expect(await check(folder, off)).toMatchObject({ code: 0, problems: [] });
  const run = await check(folder, {
    ...off,
    links: true,
    patterns: ["docs/*.md"],
    exclude: [],
    ignore_links: ["/go*"],
  });
  expect(run).toMatchObject({ code: 0, outputs: { metrics: { pages: 1 } } });
});

test("links to other hosts, each address once; what is there and not for everybody is there", async () => {
  const asked: string[] = [];
  server = createServer((request, response) => {
    asked.push(request.url!);
    response.statusCode = { "/gone": 404, "/private": 403 }[request.url!] ?? 200;
    response.setHeader("Content-Type", "text/html");
    response.end('<h1 id="there">x</h1>');
  });
  await new Promise<void>((resolve) => server!.listen(0, "127.0.0.1", resolve));
  const host = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const folder = makePages({
    "a.md": [`[a](${host}/a#there) [b](${host}/a#not) <${host}/gone>`, `[c](${host}/private) [d](http://127.0.0.1:1/)`],
  });
  const run = await check(folder, { external: true });
  expect(run.problems).toEqual([
    `a.md:1: ${host}/a#not leads to no heading of that page`,
    `a.md:1: ${host}/gone answers 404`,
    "a.md:2: http://127.0.0.1:1/ cannot be reached: Connection refused",
  ]);
  expect(asked.sort()).toEqual(["/a", "/gone", "/private"]);
  const dry = await check(folder, { external: true }, { dryRun: true });
  expect(dry.log).toContain("would follow links to other hosts");
  expect(await check(folder)).toMatchObject({ code: 0 });
  expect(asked).toHaveLength(3);
});

test("neither a run nor a dry run changes anything", async () => {
  const folder = makePages(wrong[1]!.files);
  const before = snapshot(folder, "with times");
  await check(folder);
  const dry = await check(folder, {}, { dryRun: true });
  expect(dry.log).toContain("would read a.md");
  expect(snapshot(folder, "with times")).toEqual(before);
});

test("by way of the runner: the pages of its own repository", async () => {
  const { call } = makeTaskRepository({
    "README.md": "# A\n[b](docs/b.md) [gone](docs/c.md)\n",
    "docs/b.md": "# B\n",
    "tasks.d/docs.toml": 'uses = "docs-check"\n',
  });
  const { code, out } = await call("run docs --wait");
  expect(code).toBe(1);
  expect(out).toContain("1 problem in 1 of 2 pages: README.md:2: docs/c.md leads to docs/c.md, which is not there");
});

test("what nothing can parse here is counted, and the package named", async () => {
  const folder = makePages({ "a.md": ["```js", "(", "```", "```bash", "(", "```", "```json", "1", "```"] });
  const run = await check(folder, {}, { env: { PATH: pathOf() } });
  expect(run).toMatchObject({ code: 0, outputs: { data: { not_checked: { bash: 1, js: 1 } } } });
  expect(run.log).toContain("1 examples in js are not parsed: that needs the package nodejs");
  expect(run.outputs.metrics).toMatchObject({ examples_checked: 1 });
});

test("a page that is not in UTF-8 is told, and the others are read", async () => {
  const folder = makePages({ "b.md": "[x](gone)\n" });
  writeFileSync(join(folder, "a.md"), Buffer.from([0x23, 0x20, 0xff]));
  const run = await check(folder);
  expect(run.problems).toEqual(["a.md:1: it is not in UTF-8", "b.md:1: gone leads to gone, which is not there"]);
});

test("a page that leads nowhere or is no file is told, and the others are read", async () => {
  const folder = makePages({ "c.md": "[x](gone)\n" });
  symlinkSync("/no/such/page", join(folder, "a.md"));
  execFileSync("mkfifo", [join(folder, "b.md")]);
  const run = await check(folder);
  expect(run.problems).toEqual([
    "a.md:1: it is a link that leads nowhere",
    "b.md:1: it is no file",
    "c.md:1: gone leads to gone, which is not there",
  ]);
});

test("lines and examples that somebody made to keep it busy", async () => {
  const deep = (open: string): readonly string[] => [open.repeat(100_000), "```"];
  const folder = makePages({
    "a.md": ["# A", "*   ".repeat(60), "> >  ".repeat(60), ">```json", "> {", ">```", "<a ".repeat(20_000)],
    "b.md": [
      "# B",
      "```json",
      ...deep("["),
      "```toml",
      ...deep("a=["),
      "```yaml",
      ...deep("["),
      "```python",
      ...deep("("),
    ],
  });
  const run = await check(folder);
  expect(run.outputs.metrics).toMatchObject({ pages: 2, examples_checked: 5, broken_examples: 5, problems: 5 });
});

test("a folder that is not there, and one without a page", async () => {
  const gone = await check("/no/such/docs");
  expect(gone).toMatchObject({ code: 1, outputs: { summary: "/no/such/docs is not a folder: correct `path`" } });
  const folder = makePages({ "a.txt": "" });
  const none = await check(folder);
  const summary = `no page in ${folder} matches *.md, *.markdown: correct \`path\`, \`patterns\` or \`exclude\``;
  expect(none).toMatchObject({ code: 1, outputs: { summary } });
});

test("a page that this user may not read", async () => {
  const folder = makePages({ "a.md": "# A\n" });
  chmodSync(folder, 0o755);
  chmodSync(join(folder, "a.md"), 0o600);
  const run = await check(folder, {}, { uid: 65534 });
  expect(run.code).toBe(1);
  expect(run.outputs.summary).toBe(
    `not allowed: ${join(folder, "a.md")}: run the task as a user who may, or give that user the right`,
  );
});

test.each([
  [{ links: "yes" }, "links"],
  [{ anchor: true }, "Did you mean anchors?"],
])("parameters that are none: %j", (params, says) => {
  const resolved = resolveParams(findAction("docs-check").params, params);
  expect(resolved.ok ? "" : `${resolved.error.what}. ${resolved.error.hint}`).toContain(says);
});
