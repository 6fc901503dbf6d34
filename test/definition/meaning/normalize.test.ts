import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { noIsolation, noLimits } from "../../../src/model/isolation.ts";
import type { Task } from "../../../src/model/task.ts";
import { taskOf } from "../define-files.ts";

const toml = "tasks.d/x.toml";
const script = { path: "scripts/x.sh", kind: "executable" } as const;

function taskFrom(text: string): Task {
  return taskOf({
    files: { [toml]: text },
    entries: [script, { path: "s.sh", kind: "symlink", target: "scripts/x.sh" }],
  });
}

test("what counts where nobody says otherwise", () => {
  expect(taskFrom('run = "x"')).toEqual({
    id: "x",
    name: undefined,
    description: undefined,
    owner: undefined,
    tags: [],
    category: undefined,
    enabled: true,
    suspend: undefined,
    schedules: [],
    timezone: "UTC",
    triggers: [],
    jitterMs: 0,
    windows: [],
    blackouts: [],
    cooldownMs: 0,
    rate: undefined,
    when: undefined,
    otherwise: "skip",
    catchUp: { policy: "none", withinMs: undefined },
    startDeadlineMs: undefined,
    needs: [],
    command: { kind: "text", text: "x" },
    shell: ["bash", "-euo", "pipefail", "{}"],
    isolation: noIsolation,
    workspace: "snapshot",
    workdir: ".",
    env: new Map(),
    inheritEnv: [],
    secrets: [],
    check: undefined,
    protect: [],
    rollbackOn: "failure",
    output: "text",
    keep: { reportsMs: 365 * 86_400_000, logsMs: 90 * 86_400_000 },
    report: "each",
    dryRun: false,
    supportsDryRun: false,
    timeoutMs: undefined,
    killAfterMs: 10_000,
    retry: {
      attempts: 1,
      delayMs: 0,
      backoff: "fixed",
      maxDelayMs: undefined,
      jitter: 0,
      onExit: undefined,
      onLost: false,
    },
    overlap: "skip",
    pauseAfterFailures: undefined,
    locks: [],
    priority: "medium",
    impact: [],
    effort: { estimatedMs: undefined, complexity: undefined, risk: undefined },
    successExitCodes: [0],
    hosts: [],
    requires: [],
    file: toml,
    line: 1,
    digest: expect.stringMatching(/^[0-9a-f]{32}$/) as unknown,
    written: { run: "x" },
  });
});

test("the schema tells the same defaults", () => {
  const schema = JSON.parse(readFileSync(new URL("../../../schemas/task.schema.json", import.meta.url), "utf8")) as {
    $defs: { task: { properties: Record<string, { default?: unknown }> } };
  };
  const defaults = Object.entries(schema.$defs.task.properties).filter(([, key]) => key.default !== undefined);
  expect(defaults.length).toBeGreaterThan(10);
  const written = JSON.stringify(Object.fromEntries(defaults.map(([name, key]) => [name, key.default])));
  const explicit = taskOf({ files: { "tasks.d/x.yaml": `{ run: x, ${written.slice(1)}` } });
  expect(explicit.digest).toBe(taskFrom('run = "x"').digest);
});

test.each<[string, string, Partial<Task>]>([
  [
    "a command as text",
    'run = """\r\necho a\r\necho b\r\n"""',
    { command: { kind: "text", text: "echo a\necho b\n" } },
  ],
  [
    "a command as a list",
    'run = ["/opt/My App/run", "a b"]',
    { command: { kind: "argv", argv: ["/opt/My App/run", "a b"] } },
  ],
  [
    "a script",
    'run = { script = "./scripts//x.sh", args = ["-v"] }',
    { command: { kind: "script", path: "scripts/x.sh", args: ["-v"] } },
  ],
  ["a script behind a link", 'run = { script = "s.sh" }', { command: { kind: "script", path: "s.sh", args: [] } }],
  ["a check", 'run = "x"\ncheck = ["test", "-e", "/x"]', { check: { kind: "argv", argv: ["test", "-e", "/x"] } }],
  ["sh", 'run = "x"\nshell = "sh"', { shell: ["sh", "-eu", "{}"] }],
  ["python3", 'run = "x"\nshell = "python3"', { shell: ["python3", "{}"] }],
  ["a shell of one's own", 'run = "x"\nshell = ["perl", "-w", "{}"]', { shell: ["perl", "-w", "{}"] }],
  [
    "a schedule",
    'run = "x"\nschedule = "daily at 02:00"\ntimezone = "Europe/Berlin"',
    {
      timezone: "Europe/Berlin",
      schedules: [expect.objectContaining({ kind: "cron", zone: "Europe/Berlin" }) as never],
    },
  ],
  [
    "a TOML time where a time is meant",
    'run = "x"\nschedule = { daily = 03:00:00 }',
    { schedules: [expect.objectContaining({ kind: "cron" }) as never] },
  ],
  [
    "a TOML time in a weekly table",
    'run = "x"\nschedule = { weekly = { day = "sunday", at = 03:00:00 } }',
    { schedules: [expect.objectContaining({ kind: "cron" }) as never] },
  ],
  [
    "an anchor as a TOML date",
    'run = "x"\nschedule = { every = "6h", anchor = 2026-01-01T00:00:00Z }',
    { schedules: [expect.objectContaining({ kind: "every", anchor: Date.UTC(2026, 0, 1) }) as never] },
  ],
  [
    "schedules, one of them twice",
    'run = "x"\nschedule = ["daily at 02:00", "0 2 * * *", "hourly"]',
    { schedules: [expect.anything() as never, expect.anything() as never] },
  ],
  [
    "catch-up",
    'run = "x"\ncatch_up = { policy = "all", within = "7d" }',
    { catchUp: { policy: "all", withinMs: 604_800_000 } },
  ],
  [
    "suspended until a date in the task's zone",
    'run = "x"\ntimezone = "Europe/Berlin"\nsuspend = { until = 2026-12-01, reason = "why" }',
    { suspend: { until: Date.UTC(2026, 10, 30, 23), reason: "why" } },
  ],
  [
    "suspended until a moment",
    'run = "x"\nsuspend = { until = "2026-12-01T03:00Z" }',
    { suspend: { until: Date.UTC(2026, 11, 1, 3), reason: "" } },
  ],
  [
    "suspended until a time of the zone",
    'run = "x"\nsuspend = { until = 2026-12-01 03:00:00 }',
    { suspend: { until: Date.UTC(2026, 11, 1, 3), reason: "" } },
  ],
  ["no timeout", 'run = "x"\ntimeout = "none"', { timeoutMs: undefined }],
  [
    "a retry",
    'run = "x"\nretry = { attempts = 3, delay = "30s", backoff = "exponential", max_delay = "5m", jitter = 0.5, on_exit = [75], on_lost = true }',
    {
      retry: {
        attempts: 3,
        delayMs: 30_000,
        backoff: "exponential",
        maxDelayMs: 300_000,
        jitter: 0.5,
        onExit: [75],
        onLost: true,
      },
    },
  ],
  ["a work folder", 'run = "x"\nworkdir = "site/./a/.."', { workdir: "site" }],
  ["a work folder of the host", 'run = "x"\nworkdir = "/var/www"', { workdir: "/var/www" }],
  [
    "isolation",
    'run = "x"\nuser = "a:b"\numask = "0027"\nnetwork = false\nread_only = ["/var/", "/"]\nwritable = ["/var/x/../y"]\nno_new_privileges = true',
    {
      isolation: {
        user: { name: "a", group: "b" },
        umask: 0o027,
        network: false,
        readOnly: ["/", "/var"],
        writable: ["/var/y"],
        noNewPrivileges: true,
        limits: noLimits,
      },
    },
  ],
  [
    "limits",
    'run = "x"\nlimits = { memory = "500M", cpu = 1.5, processes = 9, open_files = 99, nice = -5, io = "low", file_size = "1G", max_cpu_time = "2h/15m" }',
    {
      isolation: {
        ...noIsolation,
        limits: {
          memoryBytes: 500 * 1024 ** 2,
          cpuPercent: 150,
          processes: 9,
          openFiles: 99,
          nice: -5,
          io: "low",
          fileSizeBytes: 1024 ** 3,
          maxCpuTime: { ms: 7_200_000, perMs: 900_000, text: "2h/15m" },
        },
      },
    },
  ],
  [
    "half a processor",
    'run = "x"\nlimits = { cpu = "50%" }',
    { isolation: { ...noIsolation, limits: { ...noLimits, cpuPercent: 50 } } },
  ],
  ["a category of one's own", 'run = "x"\ncategory = "custom:billing"', { category: "custom:billing" }],
  ["host patterns", 'run = "x"\nhosts = ["web-*", "!web-3"]', { hosts: ["web-*", "!web-3"] }],
  ["a variable named like a key, inline", 'run = "x"\nenv = { timeout = "3h" }', { env: new Map([["timeout", "3h"]]) }],
])("%s", (_, text, expected) => {
  expect(taskFrom(text)).toMatchObject(expected);
});

test.each([
  ["a description", 'run = "x"\ndescription = "y"', true],
  ["a category", 'run = "x"\ncategory = "backup"', true],
  ["another wording of the schedule", 'run = "x"\nschedule = "daily at 02:00"', false],
  ["a variable", 'run = "x"\nenv = { A = "b" }', false],
  ["the command", 'run = "y"', false],
  ["a default spelled out", 'run = "x"\noverlap = "skip"\nenv = {}', true],
  ["a timeout", 'run = "x"\ntimeout = "1h"', false],
  ["an event", 'run = "x"\non = "boot"', false],
  ["a jitter", 'run = "x"\njitter = "1m"', false],
  ["a window", 'run = "x"\nwindow = "02:00-04:00"', false],
  ["a blackout", 'run = "x"\nblackout = "02:00-04:00"', false],
  ["a cooldown", 'run = "x"\ncooldown = "1h"', false],
  ["a rate", 'run = "x"\nrate = "3/h"', false],
  ["a condition", 'run = "x"\nwhen = { file = "/x" }', false],
  ["waiting", 'run = "x"\notherwise = "wait"', false],
  ["a score", 'run = "x"\nimpact = { security = 1 }', false],
  ["an effort", 'run = "x"\neffort = { risk = 1 }', false],
  ["isolation spelled out as it is", 'run = "x"\nnetwork = true\nlimits = {}\nwritable = []', true],
  ["a user", 'run = "x"\nuser = "www-data"', false],
  ["a limit", 'run = "x"\nlimits = { memory = "1G" }', false],
])("%s: same meaning? %#", (_, text, same) => {
  expect(taskFrom(text).digest === taskFrom('run = "x"').digest).toBe(same);
});

test("two wordings of one schedule mean the same", () => {
  const [a, b] = ['"daily at 02:00"', '"0 2 * * *"'].map((schedule) => taskFrom(`run = "x"\nschedule = ${schedule}`));
  expect(a!.digest).toBe(b!.digest);
  expect(a!.written).not.toEqual(b!.written);
});
