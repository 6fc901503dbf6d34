import { describe, expect, test } from "vitest";
import { readOutputs } from "../../src/outputs/index.ts";
import { makeRedactor } from "../../src/redact/index.ts";

function wrote(text: string, isWhole = true) {
  return readOutputs({ written: { kind: "text", text, isWhole }, printed: undefined, mask: (shown) => shown });
}

function printed(text: string, isWhole = true, isDue = true) {
  return readOutputs({ written: undefined, printed: { text, isWhole, isDue }, mask: (shown) => shown });
}

test.each([
  ["nothing", "", undefined],
  ["blank lines", "\n \n", undefined],
  ["a summary", "summary=3 files\n", { summary: "3 files" }],
  ["no line end", "summary=x", { summary: "x" }],
  ["line ends of another system", "a=1\r\nb=2\r\n", { data: { a: "1", b: "2" } }],
  ["a value with =", "url=http://x/?a=b", { data: { url: "http://x/?a=b" } }],
  ["a name again: the later one", "a=1\na=2\n", { data: { a: "2" } }],
  ["objects and lines, in order", 'a=1\n{"a": 2, "b": [true, null]}\nb=3\n', { data: { a: 2, b: "3" } }],
  ["metrics add up by name", '{"metrics":{"b":1}}\n{"metrics":{"a":2,"b":3}}', { metrics: { a: 2, b: 3 } }],
  [
    "changes add up",
    '{"changes":[{"kind":"file-created","path":"/a"}]}\n{"changes":[{"kind":"custom","what":"x","count":3}]}',
    { changes: [{ kind: "file-created", path: "/a" }, { kind: "custom", what: "x", count: 3 }] }, // prettier-ignore
  ],
  ["data of its own", '{"data":{"a":1},"b":2}', { data: { a: 1, b: 2 } }],
  ["success, where nothing hangs on it", "success=false\n", { data: { success: "false" } }],
  ["names that objects have", '{"__proto__":{"x":1},"constructor":2}', { data: JSON.parse('{"__proto__":{"x":1},"constructor":2}') }], // prettier-ignore
])("what a run writes is taken: %s", (_name, text, outputs) => {
  expect(wrote(text)).toEqual(outputs);
});

test("names that objects have are names like others, and leak nowhere", () => {
  expect(JSON.stringify(wrote('{"__proto__":{"summary":"x"}}'))).toBe('{"data":{"__proto__":{"summary":"x"}}}');
  expect(({} as Record<string, unknown>)["summary"]).toBeUndefined();
});

test.each([
  ["no line", "hello\na=1\n", "RUNNER_OUTPUT, line 1", "neither name=value nor"],
  ["a broken object", 'a=1\n{"b": \n', "RUNNER_OUTPUT, line 2", "no JSON object"],
  ["a summary that is none", '{"summary": 3}\na=1', "summary", "a text"],
  ["metrics that are none", "metrics=3\na=1", "metrics", "a table of numbers"],
  ["a metric that is none", '{"metrics": {"n": "3"}}\na=1', "metrics.n", "a number"],
  ["a change of no kind", '{"changes": [{"kind": "eaten"}]}\na=1', "changes[0]", "one of file-created"],
  [
    "a file that was changed, and no path",
    '{"changes": [{"kind": "file-created"}]}\na=1',
    "changes[0]",
    "needs a path",
  ],
  ["a change with a list", '{"changes": [{"kind": "custom", "x": []}]}\na=1', "changes[0]", "x is to be"],
  ["changes that are no list", '{"changes": {}}\na=1', "changes", "a list"],
  ["a relative path", '{"artifacts": [{"path": "x"}]}\na=1', "artifacts[0]", "absolute"],
  ["a checksum that is none", '{"artifacts": [{"path": "/x", "sha256": "X"}]}\na=1', "artifacts[0]", "64 digits"],
  ["half a byte", '{"artifacts": [{"path": "/x", "bytes": 0.5}]}\na=1', "artifacts[0]", "whole number"],
  ["a key that artifacts do not have", '{"artifacts": [{"path": "/x", "size": 1}]}\na=1', "artifacts[0]", "size"],
  ["data that is no table", '{"data": 1}\na=1', "data", "a table"],
  ["a number that JSON cannot say", '{"n": 1e999}\na=1', "n", "too large"],
  ["an abyss", `{"n": ${"[".repeat(20_000)}${"]".repeat(20_000)}}\na=1`, "n", "deeper than 32"],
])("what is wrong is told, and the rest stays: %s", (_name, text, where, what) => {
  const outputs = wrote(text)!;
  expect(outputs.data).toEqual({ a: "1" });
  expect(outputs.problems).toEqual([{ where, what: expect.stringContaining(what) as string }]);
});

test("one wrong item among right ones is left out alone", () => {
  expect(wrote('{"metrics":{"a":1,"b":null},"changes":[3,{"kind":"custom"}]}')).toMatchObject({
    metrics: { a: 1 },
    changes: [{ kind: "custom" }],
    problems: [{ where: "metrics.b" }, { where: "changes[0]" }],
  });
});

test("a hundred problems are a few and a number", () => {
  const { problems } = wrote("?\n".repeat(100))!;
  expect(problems).toHaveLength(21);
  expect(problems!.at(-1)!.what).toBe("80 more problems are not shown");
});

test.each([
  ["in one value", `big=${"x".repeat(66_000)}\nsummary=s\na=1\n`],
  ["of many", `${Array.from({ length: 7000 }, (_, i) => `n${i}=1234`).join("\n")}\nsummary=s\n`],
  ["of what grows when it is written as JSON", `big=${"\u0001".repeat(20_000)}\nsummary=s\na=1\n`],
])("too much %s: what fits stays, and the rest is told", (_name, text) => {
  const outputs = wrote(text)!;
  expect(outputs.summary).toBe("s");
  expect(Buffer.byteLength(JSON.stringify({ ...outputs, problems: undefined }))).toBeLessThanOrEqual(65_536);
  expect(outputs.problems).toEqual([
    { where: "data", what: expect.stringMatching(/are left out: outputs have 64 KiB at most$/) as string },
  ]);
});

test("of a file that is too long the whole lines of its beginning are taken", () => {
  expect(wrote("a=1\nb=2\nc=cut o", false)).toEqual({
    data: { a: "1", b: "2" },
    problems: [{ where: "RUNNER_OUTPUT", what: "it has more than 64 KiB: the lines beyond are left out" }],
  });
});

test("something else in the place of RUNNER_OUTPUT is told", () => {
  const outputs = readOutputs({ written: { kind: "odd" }, printed: undefined, mask: (text) => text });
  expect(outputs?.problems?.[0]?.where).toBe("RUNNER_OUTPUT");
});

describe("the last JSON object that a run printed", () => {
  test.each([
    ["the only one", '{"n": 1}\n', 1],
    ["the last of several", '{"n": 1}\n{"n": 2}\n', 2],
    ["two without a line end", '{"n": 1}{"n": 2}', 2],
    ["over many lines", 'starting\n{\n  "a": [1, {"n": 7}],\n  "n": 3\n}\ndone\n', 3],
    ["after other text on its line", 'took 3 s [ok] {x} ... {"n": 4}', 4],
    ["with braces in its texts", '{"t": "}{\\"", "n": 5}', 5],
    ["after one that was broken off", '{"n": 1, "list": [1\n{"n": 6}\n', 6],
    ["after an open text", '{"n: 1\n{"n": 7}\n', 7],
    ["not what is within a list", '{"n": 8}\n[{"n": 9}, {"n": 10}]\n', 8],
    ["every kind of value", '{"a": [], "b": {}, "c": -1.5e+3, "d": [true, false, null], "n": 11}', 11],
  ])("%s", (_name, text, n) => {
    expect(printed(text)?.data?.["n"]).toBe(n);
    expect(printed(text)?.missing).toBeUndefined();
  });

  test.each([
    ["nothing was printed", ""],
    ["text alone", "hello {world}\n"],
    ["one that has no end", '{"n": {"m": 1}'],
    ["a trailing comma", '{"n": 1,}'],
    ["no value", '{"n"}'],
    ["a list", '[{"n": 1}]'],
    ["a text with a line end", '{"n": "a\nb"}'],
  ])("none: %s", (_name, text) => {
    expect(printed(text)).toMatchObject({ missing: true, problems: [{ where: "standard output" }] });
  });

  test("where the beginning is cut off, nothing is taken from the inside of what is too large", () => {
    expect(printed('1},\n  {"n": 2}\n  ]\n}\n', false)).toMatchObject({ missing: true });
    expect(printed('1},\n  {"n": 2}\n  ]\n}\n{"n": 3}\n', false)?.data).toEqual({ n: 3 });
  });

  test("of a run that came to no good end it is taken where it is there, and not missed where it is not", () => {
    expect(printed('{"n": 1}\n', true, false)?.data).toEqual({ n: 1 });
    expect(printed("nothing\n", true, false)).toBeUndefined();
  });

  test("has the last word over what was written, and says of itself whether all went well", () => {
    const of = { kind: "text", text: 'n=1\n{"metrics":{"a":1}}\n', isWhole: true } as const;
    const object = { text: '{"n":2,"success":false,"metrics":{"b":2}}', isWhole: true, isDue: true };
    expect(readOutputs({ written: of, printed: object, mask: (text) => text })).toEqual({
      success: false,
      metrics: { a: 1, b: 2 },
      data: { n: 2 },
    });
    expect(printed('{"success": "no"}')?.problems).toEqual([{ where: "success", what: "it is to be true or false" }]);
  });

  test.each([
    ["open brackets", "{[".repeat(130_000)],
    ["open lines", '{"a":\n'.repeat(40_000)],
    ["closed and broken ones", '{"a":{}{'.repeat(30_000)],
    ["one long text", `{"a": "${"\\u0041".repeat(40_000)}`],
  ])("is looked for in time that grows with the length alone: %s", (_name, text) => {
    expect(printed(text)).toMatchObject({ missing: true });
  });
});

describe("secrets are masked before anything is kept", () => {
  const secret = "hunter2/and more+so";
  const mask = (text: string): string => makeRedactor([secret]).text(text);
  const escaped = [...secret].map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`).join("");

  test.each([
    ["in a line", `a=x${secret}y\n`],
    ["in a text", JSON.stringify({ a: [secret] })],
    ["in a name", JSON.stringify({ [secret]: 1, metrics: { [secret]: 1 } })],
    ["in a deep name", JSON.stringify({ a: { [secret]: 1 } })],
    ["in a name of another kind", `${JSON.stringify({ metrics: { [secret]: "no number" } })}\n`],
    ["with every letter escaped", `{"a": "${escaped}"}`],
    ["in base64", `a=${Buffer.from(secret).toString("base64")}\n`],
    ["in a summary and a path", JSON.stringify({ summary: secret, artifacts: [{ path: `/x/${secret}` }] })],
    ["where it is no use", `${secret}\n{${secret}\n`],
  ])("%s", (_name, text) => {
    const written = { kind: "text", text, isWhole: true } as const;
    const kept = JSON.stringify(readOutputs({ written, printed: { text, isWhole: true, isDue: true }, mask }));
    expect(kept).not.toContain("hunter2");
    expect(kept).not.toContain(Buffer.from("hunter2").toString("base64").slice(0, 8));
    expect(kept.length).toBeGreaterThan(10);
  });

  test("a secret that is JSON itself is not taken apart", () => {
    const key = '{"type": "account", "private": "abcdefgh"}';
    const masker = (text: string): string => makeRedactor([key]).text(text);
    const written = { kind: "text", text: `${key}\na=1\n`, isWhole: true } as const;
    const outputs = readOutputs({
      written,
      printed: { text: `got ${key}\n`, isWhole: true, isDue: true },
      mask: masker,
    })!;
    expect(JSON.stringify(outputs)).not.toContain("abcdefgh");
    expect(outputs.data).toEqual({ a: "1" });
  });

  test("in a number it takes the object along, but for what that says of success", () => {
    const masker = (text: string): string => makeRedactor(["12345678"]).text(text);
    const object = { text: '{"pin": 12345678, "success": false}', isWhole: true, isDue: true };
    expect(readOutputs({ written: undefined, printed: object, mask: masker })).toMatchObject({
      success: false,
      problems: [{ where: "standard output" }],
    });
  });
});
