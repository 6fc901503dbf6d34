import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { loadavg, totalmem } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { resolveParams } from "../../src/definition/params/resolve-params.ts";
import type { ParamValues } from "../../src/model/params.ts";
import { pathOf } from "./path-of.ts";
import type { How, Run } from "./run-action.ts";
import { findAction, makeFolder, runAction, snapshot } from "./run-action.ts";
import { needTools } from "./need-tools.ts";

needTools({});

interface Record {
  readonly at: string;
  readonly source: string;
  readonly values: { readonly [name: string]: number };
}

/** `records`: what was kept. Limits that no host exceeds, so that only what the test is about is beyond them. */
async function collect(params: ParamValues, how: How = {}): Promise<Run & { records: readonly Record[] }> {
  const metrics = String(params["metrics_dir"] ?? join(makeFolder(), "metrics"));
  const calm = { thresholds: { cpu: 100, memory: 100, disk: 100 }, sample_seconds: 0.1, metrics_dir: metrics };
  const run = await runAction("metrics-collect", { ...calm, ...params }, how);
  return { ...run, records: readRecords(metrics) };
}

function readRecords(folder: string): readonly Record[] {
  let names: string[] = [];
  try {
    names = readdirSync(folder).filter((name) => name.endsWith(".jsonl"));
  } catch {
    // Nothing was kept.
  }
  const lines = names.sort().flatMap((name) => readFileSync(join(folder, name), "utf8").trimEnd().split("\n"));
  return lines.map((line) => JSON.parse(line) as Record);
}

/** Files by their paths in a folder. */
function makeFiles(files: { readonly [path: string]: string }): string {
  const folder = makeFolder();
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

function mountSmall(folder: string, size: string): void {
  mkdirSync(folder);
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${size}`, "small", folder]);
}

test("the host is measured, and the numbers are kept: a file for the day, a line for the run", async () => {
  const folder = makeFolder();
  const metrics = join(folder, "metrics");
  const small = join(folder, "small");
  mountSmall(small, "1m");
  try {
    writeFileSync(join(small, "half"), Buffer.alloc(512 * 1024));
    const run = await collect({ metrics_dir: metrics, disks: [small, "/"] });
    expect(run).toMatchObject({ code: 0, outputs: { data: { alerts: [] } } });
    expect(run.outputs.summary).toMatch(/^\d+ numbers, all within their limits$/);
    const [record] = run.records;
    expect(readdirSync(metrics)).toEqual([`metrics-${record!.at.slice(0, 10)}.jsonl`]);
    expect(record!.source).toBe("metrics-collect");
    const { values } = record!;
    expect(values).toMatchObject({
      memory_total_bytes: totalmem(),
      [`disk_percent ${small}`]: 50,
      [`disk_size_bytes ${small}`]: 1024 * 1024,
      [`disk_free_bytes ${small}`]: 512 * 1024,
    });
    expect(values["cpu_percent"]).toBeGreaterThanOrEqual(0);
    expect(values["cpu_percent"]).toBeLessThanOrEqual(100);
    expect(values["memory_percent"]).toBeGreaterThan(0);
    expect(values["processes"]).toBeGreaterThan(2);
    expect(Math.abs(values["load_15m"]! - loadavg()[2]!)).toBeLessThan(5);
    expect(run.outputs.metrics!["disk_percent"]).toBe(Math.max(50, values["disk_percent /"]!));
    expect(run.outputs.metrics!["values"]).toBe(Object.keys(values).length);
  } finally {
    execFileSync("umount", [small]);
  }
});

test("a dry run measures, and keeps and executes nothing", async () => {
  const folder = makeFiles({ "project/a.txt": "one\n" });
  const before = snapshot(folder, "with times");
  const touch = ["sh", "-c", `touch ${folder}/was-here`];
  const run = await collect(
    {
      metrics_dir: join(folder, "metrics"),
      textfile: join(folder, "host.prom"),
      application: { command: touch },
      project: { path: join(folder, "project"), command: touch },
    },
    { dryRun: true },
  );
  expect(run.code).toBe(0);
  for (const would of [
    "would ask application: sh",
    `would run sh in ${folder}/project`,
    `would write ${folder}/host.prom`,
  ])
    expect(run.log).toContain(would);
  expect(run.log).toMatch(new RegExp(`would add \\d+ numbers to ${folder}/metrics`));
  expect(snapshot(folder, "with times")).toEqual(before);
});

test("beyond a limit there is an alert, and a failure where that is asked for", async () => {
  const params = { disks: ["/"], thresholds: { cpu: 100, memory: 0, disk: 100 } };
  const warned = await collect(params);
  expect(warned.code).toBe(0);
  expect(warned.outputs.data!["alerts"]).toEqual([
    expect.stringMatching(/^memory is at [\d.]+ %, more than 0$/) as string,
  ]);
  expect(warned.outputs.summary).toMatch(/^\d+ numbers; memory is at/);
  const failed = await collect({ ...params, alerts: "fail" });
  expect(failed).toMatchObject({ code: 1, outputs: { metrics: { alerts: 1 } } });
  expect(failed.records).toHaveLength(1);
});

test("what Prometheus reads is by its format, replaced whole, and may be read by others", async () => {
  const folder = makeFolder();
  const file = join(folder, "host.prom");
  writeFileSync(file, "half a li");
  const command = ["echo", JSON.stringify({ 'says "a\\b"': 1.5, queue: { mails: 3, name: "x", full: true } })];
  const run = await collect({ textfile: file, application: { name: "shop", command } });
  expect(run).toMatchObject({ code: 0, outputs: { changes: [{ kind: "file-modified", path: file }] } });
  expect(readdirSync(folder)).toEqual(["host.prom"]);
  expect(snapshot(folder)[file]).toMatch(/^file 644 /);

  const families = parseExposition(readFileSync(file, "utf8"));
  const { values } = run.records[0]!;
  expect(families.get("runner_application_value")).toMatchObject({
    type: "gauge",
    samples: [
      { labels: { application: "shop", name: "queue.mails" }, value: 3 },
      { labels: { application: "shop", name: 'says "a\\b"' }, value: 1.5 },
    ],
  });
  expect(families.get("runner_cpu_usage_ratio")!.samples[0]!.value).toBeCloseTo(values["cpu_percent"]! / 100, 4);
  expect(families.get("runner_memory_size_bytes")!.samples).toEqual([{ labels: {}, value: totalmem() }]);
  expect(families.get("runner_disk_size_bytes")!.samples[0]!.labels).toHaveProperty("path");
  for (const [name, { type }] of families) expect([name, type === "counter"]).toEqual([name, name.endsWith("_total")]);
});

test.each([
  {
    name: "lines",
    printed: "# numbers\nmails 3\nload = 0.5\nname shop\n\nnot a number x\n",
    gives: { load: 0.5, mails: 3 },
  },
  { name: "assignments", printed: "mails=3\nwaits=1e3\nbad=nan\n", gives: { mails: 3, waits: 1000 } },
  { name: "JSON", printed: '{"mails": 3, "db": {"ms": 1.25}}', gives: { "db.ms": 1.25, mails: 3 } },
  {
    name: "numbers that cannot be counted with",
    printed: `{"mails": 3, "far": 1e300, "long": 1${"0".repeat(400)}, "none": NaN}`,
    gives: { mails: 3 },
  },
])("an application says numbers: $name", async ({ printed, gives }) => {
  const run = await collect({ system: false, application: { command: ["printf", "%s", printed] } });
  expect(run.code).toBe(0);
  const named = Object.fromEntries(Object.entries(gives).map(([key, value]) => [`application.${key}`, value]));
  expect(run.outputs.data!["application"]).toEqual(named);
  expect(Object.keys(run.records[0]!.values)).toEqual(
    Object.keys(named)
      .map((key) => `application ${key}`)
      .sort(),
  );
});

test.each([
  { name: "it fails", command: ["sh", "-c", "echo no database >&2; exit 3"], says: "exit code 3: no database" },
  { name: "it says nothing", command: ["true"], says: "true prints no numbers: let it print an object of JSON" },
  { name: "it nests deeply", command: ["sh", "-c", "yes [ | head -100000"], says: "sh prints no numbers" },
  { name: "it is not there", command: ["no-such-program"], says: "no-such-program is not installed" },
  { name: "it does not end", command: ["sleep", "60"], timeout: "100ms", says: "sleep has not ended within 100ms" },
])("an application that says none: $name; the host is measured all the same", async ({ command, timeout, says }) => {
  const run = await collect({ application: { command, ...(timeout && { timeout }) } });
  expect(run.code).toBe(1);
  expect(run.outputs.summary).toContain(says);
  expect(run.records[0]!.values).toHaveProperty("cpu_percent");
});

test("a project: its command makes the reports of Node's own test runner, which are read; lines are those of git", async () => {
  const project = makeFiles({
    "sum.js": "exports.sum = (a, b) => a + b;\nexports.never = () => {\n  return 1;\n};\n",
    "sum.test.js":
      'const test = require("node:test");\nconst { sum } = require("./sum.js");\n' +
      'test("good", () => { if (sum(1, 1) !== 2) throw new Error(); });\n' +
      'test.describe("suite", () => { test("bad", () => { throw new Error("no"); }); });\n' +
      'test("later", { skip: true }, () => {});\n',
    "picture.bin": "\0\n\n\n",
    "untracked.txt": "one\ntwo\n",
    "old/junit.xml": "<testsuites><testcase name='old'/></testsuites>",
  });
  execFileSync("git", ["init", "-q", project]);
  execFileSync("git", ["-C", project, "add", "sum.js", "sum.test.js", "picture.bin"]);
  const coverage = ["--experimental-test-coverage", "--test-coverage-exclude=*.test.js"];
  const reporters = ["--test-reporter=junit", "--test-reporter-destination=junit.xml"];
  reporters.push("--test-reporter=lcov", "--test-reporter-destination=lcov.info");
  const command = [process.execPath, "--test", ...coverage, ...reporters, "sum.test.js"];
  const run = await collect({ system: false, project: { path: project, command } });
  expect(run.code).toBe(0);
  const name = project.split("/").pop()!;
  expect(run.outputs.metrics).toMatchObject({ tests: 3, tests_failed: 1, tests_skipped: 1, files: 2, lines: 9 });
  expect(run.outputs.metrics!["coverage_percent"]).toBeGreaterThan(0);
  expect(run.outputs.metrics!["coverage_percent"]).toBeLessThan(100);
  expect(run.outputs.data).toMatchObject({
    project: { command_exit_code: 1, reports: ["junit.xml", "lcov.info"], lines: { js: 9 } },
    alerts: [`1 tests of ${name} fail`],
  });
  expect(run.records[0]!.values).toMatchObject({ [`tests ${name}`]: 3, [`lines ${name}`]: 9 });

  const stale = await collect({
    system: false,
    project: { path: project, command: ["true"], tests: "old/*.xml" },
  });
  expect(stale.outputs.metrics).not.toHaveProperty("tests");
  expect(stale.outputs.data!["warnings"]).toContain(
    `tests: there is no old/*.xml in ${project}: let the repository's tools write it first`,
  );
});

test("a project: reports that are there already, of other tools; nothing of it is executed", async () => {
  const project = makeFiles({
    "package.json": '{ "scripts": { "test": "touch was-here" } }\n',
    "node_modules/a/index.js": "1\n2\n3\n",
    "test-results/deep/a.xml":
      '<testsuite tests="2"><testcase time="1.5"><error/></testcase><testcase time="0.25"/></testsuite>',
    "coverage.xml": '<coverage line-rate="0.5" lines-covered="61" lines-valid="100"></coverage>',
    "npm-audit.json": JSON.stringify({
      metadata: { vulnerabilities: { info: 0, low: 1, moderate: 0, high: 2, critical: 0, total: 3 } },
    }),
  });
  const before = snapshot(project);
  const run = await collect({
    system: false,
    project: { path: project },
    thresholds: { coverage: 70, failed_tests: 1, vulnerabilities: 2 },
  });
  expect(run.code).toBe(0);
  expect(run.outputs.metrics).toMatchObject({ tests: 2, tests_failed: 1, tests_seconds: 1.75, vulnerabilities: 3 });
  expect(run.outputs.metrics).toMatchObject({ coverage_percent: 61, lines: 4, files: 4 });
  expect(run.outputs.data).toMatchObject({
    project: { vulnerabilities: { low: 1, high: 2 } },
    alerts: [expect.stringMatching(/^coverage of .* is 61 %, less than 70$/), expect.stringMatching(/ has 3 vuln/)],
  });
  expect(snapshot(project)).toEqual(before);
});

test("a report that cannot be read is told, and takes nothing from the others", async () => {
  const project = makeFiles({
    "junit.xml": "<testsuites><testcase>",
    "lcov.info": "nothing\n",
    "pip-audit.json": '{"dependencies": [{"name": "a", "vulns": [{"id": "x"}]}]}',
  });
  const run = await collect({ system: false, project: { path: project } });
  expect(run.code).toBe(0);
  expect(run.outputs.data!["warnings"]).toEqual([
    expect.stringMatching(/^tests: junit.xml cannot be read: no element found/),
    "coverage: lcov.info cannot be read: it has no lines",
  ]);
  expect(run.outputs.metrics).toMatchObject({ vulnerabilities: 1, files: 3 });
});

test("names that are no text are written for Prometheus as far as they are", async () => {
  const textfile = join(makeFolder(), "host.prom");
  const application = { command: ["printf", "%s", String.raw`{"a\ud800\n\"b": 1}`] };
  const run = await collect({ system: false, application, textfile });
  expect(run.code).toBe(0);
  const [sample] = parseExposition(readFileSync(textfile, "utf8")).get("runner_application_value")!.samples;
  expect(sample).toEqual({ labels: { application: "application", name: 'a?\n"b' }, value: 1 });
});

test("reports nested deeply are told, as others that cannot be read", async () => {
  const project = makeFiles({ "npm-audit.json": "[".repeat(100_000) });
  const run = await collect({ system: false, project: { path: project } });
  expect(run.code).toBe(0);
  expect(run.outputs.data!["warnings"]).toEqual([
    expect.stringContaining("vulnerabilities: npm-audit.json cannot be read"),
  ]);
});

test("on a full disk the file for Prometheus and the numbers of before are as they were", async () => {
  const small = join(makeFolder(), "small");
  mountSmall(small, "64k");
  try {
    const before = await collect({ metrics_dir: small, textfile: join(small, "host.prom") });
    expect(before.code).toBe(0);
    execFileSync("sh", ["-c", `cat /dev/zero > ${small}/big 2>/dev/null || true`]);
    const files = snapshot(small);
    const printed = JSON.stringify(Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`number-${at}`, at])));
    const application = { command: ["echo", printed] };
    const run = await collect({ metrics_dir: small, textfile: join(small, "host.prom"), application });
    expect(run.code).toBe(1);
    expect(run.outputs.summary).toContain("the disk is full: ");
    const elsewhere = await collect({ textfile: join(small, "host.prom"), application });
    expect(elsewhere.outputs.summary).toBe(
      `the disk is full: ${small}/host.prom: free some space; what was there before is as it was`,
    );
    expect(snapshot(small)).toEqual(files);
  } finally {
    execFileSync("umount", [small]);
  }
});

test("many at the same time: each line is whole, and so is the file for Prometheus", async () => {
  const folder = makeFolder();
  const params = { metrics_dir: join(folder, "metrics"), textfile: join(folder, "host.prom") };
  await Promise.all([1, 2, 3, 4].map(() => collect(params)));
  expect(readRecords(params.metrics_dir)).toHaveLength(4);
  expect(parseExposition(readFileSync(params.textfile, "utf8")).has("runner_cpu_usage_ratio")).toBe(true);
  expect(readdirSync(folder).sort()).toEqual(["host.prom", "metrics"]);
});

test.each([
  {
    name: "a user who may not",
    params: (folder: string) => ({ metrics_dir: `${folder}/metrics` }),
    uid: 65534,
    says: (folder: string) => `not allowed: ${folder}/metrics: run the task as a user who may`,
  },
  {
    name: "no folder for the file",
    params: (folder: string) => ({ textfile: `${folder}/none/host.prom` }),
    says: (folder: string) => `${folder}/none does not exist: name the folder that node_exporter reads`,
  },
  {
    name: "no such disk",
    params: (folder: string) => ({ disks: [`${folder}/none`] }),
    says: (folder: string) => `${folder}/none does not exist: name a folder of this host under \`disks\``,
  },
  {
    name: "no such project",
    params: (folder: string) => ({ project: { path: `${folder}/none` } }),
    says: (folder: string) => `${folder}/none does not exist: name the folder of a source repository`,
  },
  {
    name: "nothing to measure",
    params: () => ({ system: false }),
    says: () => "there is nothing to measure: let `system` be true",
  },
])("refused: $name", async ({ params, uid, says }) => {
  const folder = makeFolder();
  chmodSync(folder, 0o755);
  const run = await collect(params(folder), uid === undefined ? {} : { uid });
  expect(run.code).toBe(1);
  expect(run.outputs.summary).toContain(says(folder));
  expect(readdirSync(folder)).toEqual([]);
});

test("without git lines are counted all the same", async () => {
  const project = makeFiles({ "a.py": "1\n2", ".git/x": "1\n", "dist/b.js": "1\n" });
  const run = await collect({ system: false, project: { path: project } }, { env: { PATH: pathOf() } });
  expect(run.outputs.metrics).toMatchObject({ files: 1, lines: 2 });
});

test.each([
  { name: "an unknown one", params: { sytem: true } },
  { name: "a wrong type", params: { system: "yes" } },
  { name: "a file that no collector reads", params: { textfile: "/tmp/host.txt" } },
  { name: "a report outside of the project", params: { project: { path: "/srv", tests: "/etc/*.xml" } } },
  { name: "a report above the project", params: { project: { path: "/srv", coverage: "a/../../x" } } },
])("parameters: $name", ({ params }) => {
  expect(resolveParams(findAction("metrics-collect").params, params as unknown as ParamValues).ok).toBe(false);
});

interface Family {
  readonly type: string;
  readonly samples: { readonly labels: { [name: string]: string }; readonly value: number }[];
}

/** Prometheus' text format, version 0.0.4, as strictly as its documentation has it. Throws where a file is not by it. */
function parseExposition(text: string): ReadonlyMap<string, Family> {
  expect(text.endsWith("\n")).toBe(true);
  const families = new Map<string, Family>();
  const seen = new Set<string>();
  let helped = "";
  let current = "";
  for (const line of text.trimEnd().split("\n")) {
    const help = /^# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) (\S.*)$/.exec(line);
    const type = /^# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge)$/.exec(line);
    const sample = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (-?[0-9.]+(?:e[+-]?[0-9]+)?)$/.exec(line);
    if (help) helped = help[1]!;
    else if (type) {
      current = type[1]!;
      expect([helped, families.has(current)]).toEqual([current, false]);
      families.set(current, { type: type[2]!, samples: [] });
    } else if (sample) {
      expect(sample[1]).toBe(current);
      expect(seen.has(`${current}{${sample[2]}}`)).toBe(false);
      seen.add(`${current}{${sample[2]}}`);
      families.get(current)!.samples.push({ labels: parseLabels(sample[2] ?? ""), value: Number(sample[3]) });
    } else throw new Error(`this is no line of the format: ${line}`);
  }
  return families;
}

function parseLabels(text: string): { [name: string]: string } {
  const labels: { [name: string]: string } = {};
  const rest = text.replace(
    /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\["\\n])*)",?/g,
    (_, name: string, value: string) => {
      labels[name] = value.replace(/\\(["\\n])/g, (_, what: string) => (what === "n" ? "\n" : what));
      return "";
    },
  );
  expect(rest).toBe("");
  return labels;
}
