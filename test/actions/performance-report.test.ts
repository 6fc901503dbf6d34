import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import type { Server } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { hostname } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { startEngine } from "./start-engine.ts";
import { resolveParams } from "../../src/definition/params/resolve-params.ts";
import type { ParamValues } from "../../src/model/params.ts";
import { pathOf } from "./path-of.ts";
import type { How, Run } from "./run-action.ts";
import { findAction, makeFolder, runAction, snapshot } from "./run-action.ts";

import { needProgram, needTools } from "./need-tools.ts";

needTools({});

interface Report {
  readonly score: number | null;
  readonly score_before: number | null;
  readonly host: string;
  readonly parts: { readonly [name: string]: number };
  readonly measurements: number;
  readonly values: { readonly [name: string]: { readonly [name: string]: number } };
  readonly trends: readonly { readonly name: string; readonly trend: string; readonly change_percent: number | null }[];
  readonly recommendations: readonly { readonly rule: string; readonly about: string; readonly text: string }[];
}

const hour = 3_600_000;
const day = 24 * hour;
const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(): Promise<string> {
  const server = createServer((_request, response) => response.end("ok"));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** A line of metrics-collect's. */
function line(moment: number, values: object): string {
  const at = new Date(moment).toISOString().replace(/\.\d+/, "");
  return JSON.stringify({ at, source: "metrics-collect", values });
}

/** Metrics as metrics-collect leaves them: `values` for so many hours ago. */
function makeMetrics(hours: readonly number[], values: (ago: number) => object): string {
  const folder = makeFolder();
  const now = Date.now();
  for (const ago of hours) append(folder, now - ago * hour, line(now - ago * hour, values(ago)));
  return folder;
}

function append(folder: string, moment: number, text: string): void {
  const name = `metrics-${new Date(moment).toISOString().slice(0, 10)}.jsonl`;
  writeFileSync(join(folder, name), `${text}\n`, { flag: "a" });
}

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from }, (_, at) => from + at);
}

/** Two days, an hour each, without those at the edges: the clock goes on while the test does. */
const twoDays = [...range(1, 24), ...range(25, 48)];
const calm = {
  cpu_percent: 20,
  memory_percent: 40,
  "disk_percent /": 50,
  "response_ms http shop": 30,
  "up http shop": 1,
};

async function report(
  params: ParamValues & { metrics_dir: string },
  how: How = {},
): Promise<Run & { folder: string; html: () => string; json: () => Report }> {
  const folder = String(params["destination"] ?? join(makeFolder(), "reports"));
  const run = await runAction("performance-report", { destination: folder, ...params }, how);
  const read = (end: string): string =>
    readFileSync(
      join(
        folder,
        readdirSync(folder).find((name) => name.endsWith(end))!,
      ),
      "utf8",
    );
  return { ...run, folder, html: () => read(".html"), json: () => JSON.parse(read(".json")) as Report };
}

test("a calm day: a full score, nothing to recommend, both files, which others may read", async () => {
  const metrics = makeMetrics(twoDays, () => calm);
  const run = await report({ metrics_dir: metrics });
  const [page, data] = readdirSync(run.folder).sort() as [string, string];
  expect(page).toMatch(/^performance-daily-\d{4}-\d\d-\d\d\.html$/);
  expect(data).toBe(page.replace(".html", ".json"));
  expect(run.code).toBe(0);
  expect(run.outputs.summary).toBe(
    "daily report: score 100 of 100 (before: 100), 0 worse, 0 better, 0 recommendations",
  );
  expect(run.outputs.metrics).toEqual({
    score: 100,
    score_before: 100,
    measurements: 23,
    recommendations: 0,
    worse: 0,
    better: 0,
  });
  expect(run.outputs.changes).toMatchObject([{ kind: "file-created" }, { kind: "file-created" }]);
  expect(run.outputs.artifacts).toHaveLength(2);
  expect(run.json()).toMatchObject({ host: hostname(), measurements: 23, parts: { cpu: 100, availability: 100 } });
  expect(run.json().values["cpu_percent"]).toMatchObject({ count: 23, mean: 20, min: 20, max: 20, p95: 20, last: 20 });
  for (const [path, about] of Object.entries(snapshot(run.folder)))
    if (path !== run.folder) expect(about).toMatch(/^file 644 /);
  const again = await report({ metrics_dir: metrics, destination: run.folder, format: "json" });
  expect(again.outputs.changes).toEqual([{ kind: "file-modified", path: join(run.folder, data) }]);
});

test("a dry run measures, and writes and removes nothing", async () => {
  const folder = makeFolder();
  const old = join(folder, "metrics-2020-01-01.jsonl");
  writeFileSync(old, "");
  const url = await serve();
  const before = snapshot(folder, "with times");
  const params = { metrics_dir: folder, destination: join(folder, "reports"), endpoints: [url] };
  const run = await report(params, { dryRun: true });
  expect(run.code).toBe(0);
  for (const would of [
    `would add 2 numbers to ${folder}`,
    `would write ${folder}/reports/performance-daily-`,
    `would remove ${old}`,
  ])
    expect(run.log).toContain(would);
  expect(run.outputs.changes).toBeUndefined();
  expect(snapshot(folder, "with times")).toEqual(before);
});

test("trends and the score: what is worse than in the period before, and what is better", async () => {
  const metrics = makeMetrics(twoDays, (ago) => ({
    ...calm,
    cpu_percent: ago < 24 ? 90 : 60,
    "response_ms http shop": ago < 24 ? 40 : 80,
    "coverage_percent shop": ago < 24 ? 80 : 75,
    lines: ago < 24 ? 2000 : 1000,
  }));
  const run = await report({ metrics_dir: metrics });
  const { parts, score, score_before, trends } = run.json();
  // 90 % with a limit of 80 is half of the way to 100.
  expect([parts["cpu"], score, score_before]).toEqual([50, 90, 100]);
  expect(trends.map(({ name, trend, change_percent }) => [name, trend, change_percent])).toEqual([
    ["cpu_percent", "worse", 50],
    ["response_ms http shop", "better", -50],
    ["coverage_percent shop", "better", 6.7],
    ["lines", "up", 100],
    ["disk_percent /", "same", 0],
    ["memory_percent", "same", 0],
    ["up http shop", "same", 0],
  ]);
  expect(run.outputs.metrics).toMatchObject({ worse: 1, better: 2, score: 90, score_before: 100 });
});

test.each([
  {
    name: "a full disk",
    values: () => ({ "disk_percent /var": 95 }),
    gives: [["disk-full", "/var", "/var is 95 % full, more than 90: free space"]],
  },
  {
    name: "a disk that fills",
    values: (ago: number) => ({ "disk_percent /var": 80 - ago / 4 }),
    gives: [["disk-filling", "/var", "will be full in 3 days"]],
  },
  {
    name: "no inodes",
    values: () => ({ "disk_inode_percent /": 99 }),
    gives: [["inodes-full", "/", "99 % of its inodes"]],
  },
  {
    name: "silence, before what is slow",
    values: (ago: number) => ({ "response_ms http shop": 2000, "up http shop": ago % 4 === 0 ? 0 : 1 }),
    gives: [
      ["silent", "http shop", "http shop has answered 78.3 % of 23 times, less than 99"],
      ["slow", "http shop", "http shop takes 2000 ms"],
    ],
  },
  {
    name: "slower than before",
    values: (ago: number) => ({ "response_ms database db": ago < 24 ? 50 : 20 }),
    gives: [["slower", "database db", "takes 50 ms on average, 20 before"]],
  },
  {
    name: "a busy host",
    values: () => ({ cpu_percent: 99, memory_percent: 95, swap_percent: 50 }),
    gives: [
      ["cpu-busy", "", "cpu is at 99 % (95 of 100 are below), more than 80"],
      ["memory-short", "", "memory is at 95 %"],
      ["swapping", "", "50 % of the swap"],
    ],
  },
  {
    name: "a container without memory",
    values: () => ({ "container_memory_percent shop": 97 }),
    gives: [["container-memory", "shop", "the container shop uses 97 % of its memory"]],
  },
  {
    name: "a project in trouble",
    values: (ago: number) => ({
      "tests_failed shop": 2,
      "vulnerabilities shop": 3,
      "coverage_percent shop": ago < 24 ? 60 : 80,
    }),
    gives: [
      ["tests-fail", "shop", "2 tests of shop fail"],
      ["vulnerable", "shop", "shop has 3 vulnerabilities"],
      ["coverage-fell", "shop", "coverage of shop fell from 80 to 60 %"],
    ],
  },
])("recommendations: $name", async ({ values, gives }) => {
  const run = await report({ metrics_dir: makeMetrics([...twoDays].reverse(), values) });
  expect(run.code).toBe(0);
  const { recommendations } = run.json();
  expect(recommendations.map(({ rule, about }) => [rule, about])).toEqual(gives.map(([rule, about]) => [rule, about]));
  gives.forEach(([, , text], at) => expect(recommendations[at]!.text).toContain(text));
  expect(run.outputs.data!["recommendations"]).toEqual(recommendations.map(({ text }) => text));
});

test("endpoints are measured now, kept with the rest, and who does not answer is told", async () => {
  const metrics = makeFolder();
  const url = await serve();
  const run = await report({ metrics_dir: metrics, endpoints: [url, "http://127.0.0.1:1/"], samples: 2 });
  expect(run.code).toBe(0);
  expect(run.log).toContain("http http://127.0.0.1:1/: no answer; Connection refused");
  expect(run.json().recommendations.map(({ rule, about }) => [rule, about])).toEqual([
    ["silent", "http http://127.0.0.1:1/"],
    ["few-measurements", ""],
  ]);
  const [name] = readdirSync(metrics);
  const kept = JSON.parse(readFileSync(join(metrics, name!), "utf8")) as { values: { [name: string]: number } };
  expect(kept.values).toEqual({
    [`response_ms http ${url}`]: expect.any(Number) as number,
    [`up http ${url}`]: 1,
    "up http http://127.0.0.1:1/": 0,
  });
});

test("containers are measured by Docker's client: whether they run, and what they take", async () => {
  needProgram("docker", "docker.io");
  const usage = (total: number): object => ({
    cpu_usage: { total_usage: total },
    system_cpu_usage: 10 * total,
    online_cpus: 2,
  });
  const { host, server } = await startEngine(
    [
      { Names: ["/shop"], State: "running", Status: "Up 3 hours" },
      { Names: ["/done"], State: "exited", Status: "Exited (0) 2 days ago" },
    ],
    {
      shop: { name: "/shop", cpu_stats: usage(200), precpu_stats: usage(100), memory_stats: { usage: 97, limit: 100 } },
    },
  );
  servers.push(server);
  const metrics_dir = makeMetrics(twoDays, () => calm);
  const run = await report({ metrics_dir, containers: ["shop", "done"] }, { env: { DOCKER_HOST: host } });
  expect(run.json().values).toMatchObject({
    "up container shop": { last: 1 },
    "up container done": { last: 0 },
    "container_cpu_percent shop": { last: 20 },
    "container_memory_percent shop": { last: 97 },
  });
  expect(run.json().recommendations.map(({ rule, about }) => [rule, about])).toEqual([
    ["silent", "container done"],
    ["container-memory", "shop"],
  ]);
});

test("a client of containers that prints something else is a warning", async () => {
  const bin = makeFolder();
  writeFileSync(join(bin, "docker"), "#!/bin/sh\necho a table\n", { mode: 0o755 });
  const metrics_dir = makeMetrics(twoDays, () => calm);
  const env = { PATH: `${bin}:${process.env["PATH"]}` };
  const run = await report({ metrics_dir, containers: ["shop"] }, { env });
  expect(run.code).toBe(0);
  expect(run.outputs.data!["warnings"]).toEqual([
    "containers are not measured: docker prints what is not understood: a table",
  ]);
});

test("containers that cannot be measured are a warning", async () => {
  const metrics_dir = makeMetrics(twoDays, () => calm);
  const run = await report({ metrics_dir, containers: ["shop"] }, { env: { PATH: pathOf() } });
  expect(run.code).toBe(0);
  expect(run.outputs.data!["warnings"]).toEqual([
    "containers are not measured: docker is not installed: install Docker's client, or leave `docker` out",
  ]);
});

test("the page is one file for light and dark, with charts, in which nothing is fetched or executed", async () => {
  const evil = "http <script>alert(1)</script>&";
  const metrics = makeMetrics(twoDays, (ago) => ({
    ...calm,
    "disk_percent /srv": ago,
    [`response_ms ${evil}`]: 2000,
    "application shop.mails": 3 * ago,
  }));
  const page = (await report({ metrics_dir: metrics, format: "html" })).html();
  expect(page).not.toMatch(/<script|<link|<img|<iframe|@import|url\(|\ssrc=|\shref=|\son[a-z]+=/i);
  expect(page).toContain("default-src 'none'");
  expect(page).toContain("prefers-color-scheme:dark");
  expect(page).toContain("&lt;script&gt;alert(1)&lt;/script&gt;&amp;");
  expect([...page.matchAll(/<figcaption>(.*?)<\/figcaption>/g)].map(([, title]) => title)).toEqual([
    "Processors",
    "Memory",
    "Disks",
    "Times of answers",
    "shop.mails",
  ]);
  // Each chart is well-formed by itself, its lines within it.
  const charts = [...page.matchAll(/<svg .*?<\/svg>/gs)].map(([svg]) => svg);
  expect(charts).toHaveLength(5);
  const names = ["cpu", "memory", "disk", "response", "application"];
  const folder = makeFolder();
  charts.forEach((svg, at) => writeFileSync(join(folder, `${names[at]}.svg`), svg));
  const check = "import sys, xml.etree.ElementTree as e\nfor path in sys.argv[1:]: e.parse(path)";
  execFileSync("python3", ["-c", check, ...names.map((name) => join(folder, `${name}.svg`))]);
  expect(charts.map((svg) => [...svg.matchAll(/<polyline/g)].length)).toEqual([1, 1, 2, 2, 1]);
  for (const [, points] of page.matchAll(/points="(.*?)"/g))
    for (const point of points!.split(" ")) {
      const [x, y] = point.split(",").map(Number) as [number, number];
      expect(x >= 0 && x <= 720 && y >= 0 && y <= 200).toBe(true);
    }
  // The limit of times is near to them here, that of the other tests' would leave them no room.
  expect(charts.map((svg) => svg.includes('class="limit"'))).toEqual([true, true, true, true, false]);
  const texts = contrasts(page);
  for (const [what, ratio] of texts) expect(ratio, what).toBeGreaterThan(4.5);
  expect(texts.length).toBe(2 * 11);
});

test("a week is compared with the week before, and what is of no period is left out", async () => {
  const days = [...range(1, 7), ...range(8, 14), ...range(15, 20)];
  const metrics = makeMetrics(
    days.map((at) => at * 24),
    (ago) => ({ cpu_percent: ago < 7 * 24 ? 10 : ago < 14 * 24 ? 20 : 90 }),
  );
  const run = await report({ metrics_dir: metrics, period: "weekly", format: "json" });
  expect(run.json()).toMatchObject({ measurements: 6, measurements_before: 6, score_before: 100 });
  expect(run.json().trends).toMatchObject([{ name: "cpu_percent", before: 20, now: 10, change_percent: -50 }]);
});

test("reports and metrics that are too old go, and nothing else does", async () => {
  const metrics = makeMetrics(twoDays, () => calm);
  const reports = makeFolder();
  const ago = (days: number): string => new Date(Date.now() - days * day).toISOString().slice(0, 10);
  for (const name of [`metrics-${ago(11)}.jsonl`, `metrics-${ago(9)}.jsonl`, "metrics-old.jsonl", "notes.txt"])
    writeFileSync(join(metrics, name), "");
  const old = `performance-weekly-${ago(11)}.html`;
  for (const name of [old, `performance-weekly-${ago(9)}.html`, "performance.html", "index.html"])
    writeFileSync(join(reports, name), "");
  const run = await report({ metrics_dir: metrics, destination: reports, retention_days: 10, format: "json" });
  expect(run.outputs.metrics!["files_removed"]).toBe(2);
  expect(run.outputs.changes).toContainEqual({ kind: "file-deleted", path: join(metrics, `metrics-${ago(11)}.jsonl`) });
  expect(readdirSync(metrics)).toEqual(
    expect.arrayContaining([`metrics-${ago(9)}.jsonl`, "metrics-old.jsonl", "notes.txt"]),
  );
  expect(readdirSync(reports).sort()).toEqual(
    ["index.html", `performance-daily-${ago(0)}.json`, `performance-weekly-${ago(9)}.html`, "performance.html"].sort(),
  );
  expect(readdirSync(metrics)).not.toContain(`metrics-${ago(11)}.jsonl`);
  const short = await report({ metrics_dir: metrics, period: "monthly", retention_days: 30, format: "json" });
  expect(short.outputs.data!["warnings"]).toEqual([
    "retention_days = 30 leaves too little to compare two monthly periods: raise it",
  ]);
});

test("lines that cannot be read are counted and left out", async () => {
  const metrics = makeMetrics(twoDays, () => calm);
  append(metrics, Date.now(), '{"at": "2026-\nnull\n{"at": "x", "values": {}}');
  append(metrics, Date.now() - hour, line(Date.now() - hour, { cpu_percent: "high", memory_percent: true }));
  const run = await report({ metrics_dir: metrics, format: "json" });
  expect(run.code).toBe(0);
  expect(run.json().values["cpu_percent"]!["count"]).toBe(23);
  expect(run.outputs.data!["warnings"]).toEqual([`3 lines in ${metrics} cannot be read: they are left out`]);
});

test("numbers too large to count with are left out, and names that are no text are shown as far as they are", async () => {
  const metrics = makeMetrics(twoDays, () => ({ ...calm, "application far": 1e308, "application a\ud800<b>": 1 }));
  const run = await report({ metrics_dir: metrics });
  expect(run.code).toBe(0);
  expect(Object.keys(run.json().values)).not.toContain("application far");
  expect(run.html()).toContain("application a?&lt;b&gt;");
});

test("on a full disk the last report is as it was, and nothing is removed", async () => {
  const small = join(makeFolder(), "small");
  const metrics = makeMetrics(twoDays, () => calm);
  writeFileSync(join(metrics, "metrics-2020-01-01.jsonl"), "");
  mkdirSync(small);
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "small", small]);
  try {
    const first = await report({ metrics_dir: metrics, destination: small, retention_days: 4000 });
    expect(first.code).toBe(0);
    execFileSync("sh", ["-c", `cat /dev/zero > ${small}/big 2>/dev/null || true`]);
    const before = snapshot(small);
    const run = await report({ metrics_dir: metrics, destination: small });
    expect(run.code).toBe(1);
    expect(run.outputs.summary).toMatch(/^the disk is full: .*\/performance-daily-.*json: free some space/);
    expect(snapshot(small)).toEqual(before);
    expect(readdirSync(metrics)).toContain("metrics-2020-01-01.jsonl");
  } finally {
    execFileSync("umount", [small]);
  }
});

test("a second one at the same time is refused", async () => {
  const destination = makeFolder();
  const holder = spawn("flock", [destination, "sh", "-c", "echo held; cat"], { stdio: ["pipe", "pipe", "inherit"] });
  await once(holder.stdout, "data");
  try {
    const run = await report({ metrics_dir: makeMetrics(twoDays, () => calm), destination });
    expect(run.code).toBe(1);
    expect(run.outputs.summary).toBe(`another report is being written in ${destination}: wait until it is done`);
    expect(readdirSync(destination)).toEqual([]);
  } finally {
    holder.stdin.end();
    await once(holder, "close");
  }
});

test.each([
  {
    name: "no metrics at all",
    params: (folder: string) => ({ metrics_dir: `${folder}/none` }),
    says: (folder: string) => `there are no metrics of this period in ${folder}/none: have a task that \`uses\``,
  },
  {
    name: "a password in an address",
    params: (folder: string) => ({ metrics_dir: folder, endpoints: ["http://user:secret@127.0.0.1:1/"] }),
    says: () => "http://…@127.0.0.1:1/ has a password in it",
  },
  {
    name: "a user who may not",
    params: (folder: string) => ({ metrics_dir: folder, destination: `${folder}/reports` }),
    uid: 65534,
    says: (folder: string) => `not allowed: ${folder}/reports: run the task as a user who may`,
  },
])("refused: $name", async ({ params, uid, says }) => {
  const folder = makeFolder();
  chmodSync(folder, 0o755);
  const run = await report({ destination: join(makeFolder(), "reports"), ...params(folder) }, uid ? { uid } : {});
  expect(run.code).toBe(1);
  expect(run.outputs.summary).toContain(says(folder));
  expect(run.log).not.toContain("user:secret");
  expect(readdirSync(folder)).toEqual([]);
});

test.each([
  { name: "an unknown one", params: { periods: "daily" } },
  { name: "a wrong type", params: { retention_days: "90" } },
  { name: "another period", params: { period: "yearly" } },
])("parameters: $name", ({ params }) => {
  expect(resolveParams(findAction("performance-report").params, params as unknown as ParamValues).ok).toBe(false);
});

/** How each colour of text and lines stands out from the background, light and dark, as WCAG has it. */
function contrasts(page: string): readonly (readonly [what: string, ratio: number])[] {
  const themes = [...page.matchAll(/:root\{(.*?)\}/gs)].map(([, theme]) => theme!);
  return themes.flatMap((theme, at) => {
    const colors = [...theme.matchAll(/--([a-z0-9]+):(#[0-9a-f]{3,6})/g)].map(
      ([, name, hex]) => [name!, hex!] as const,
    );
    const back = luminance(colors.find(([name]) => name === "back")![1]);
    return colors
      .filter(([name]) => name !== "back" && name !== "grid")
      .map(([name, hex]) => [`${name} in theme ${at}`, ratio(luminance(hex), back)] as const);
  });
}

function ratio(one: number, other: number): number {
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}

function luminance(hex: string): number {
  const digits = hex.length === 4 ? [...hex.slice(1)].map((digit) => digit + digit).join("") : hex.slice(1);
  const [red, green, blue] = [0, 2, 4].map((at) => {
    const share = parseInt(digits.slice(at, at + 2), 16) / 255;
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
