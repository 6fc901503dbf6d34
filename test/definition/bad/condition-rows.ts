import type { BadInput } from "./rows.ts";

type Row = readonly [name: string, key: string, toml: string, yaml: string, problem: string | readonly string[], hint?: string];

/** What is written behind the key, and `code column` for it: in TOML the value begins 3 after the key, in YAML 2. */
function both([name, key, inToml, inYaml, problem, hint]: Row): BadInput[] {
  const at = (offset: number) =>
    [problem].flat().map((one) => {
      const [code, inT = "0", inY = inT] = one.split(" ");
      return `${code} 2:${key.length + offset + 1 + Number(offset === 3 ? inT : inY)}`;
    });
  return [
    { name: `${name}, TOML`, path: "tasks.d/x.toml", text: `run = "x"\n${key} = ${inToml}`, problems: at(3) },
    { name: `${name}, YAML`, path: "tasks.d/x.yaml", text: `run: x\n${key}: ${inYaml}`, problems: at(2) },
  ].map((row) => (hint === undefined ? row : { ...row, hint }));
}

/** Events, conditions and what holds a run back: `code`, with how far into the value (in TOML, in YAML). */
const rows: readonly Row[] = [
  ["an event that does not exist", "on", '["resume"]', "[resume]", "unknown-event 1", "boot+5m"],
  ["a word that is nearly an event", "on", '"shutdwon"', "shutdwon", "unknown-event", '"shutdown"'],
  ["reboot", "on", '["@reboot"]', "['@reboot']", "unknown-event 1", "Write boot."],
  ["a comparison as an event", "on", '["disk_usage > 90"]', "[disk_usage > 90]", "unknown-event 1", "{ condition"],
  ["a comparison with a path", "on", '"disk(/var) > 90%"', "disk(/var) > 90%", "unknown-event", '"/var"'],
  ["a condition without its word", "on", '["process:apt"]', "['process:apt']", "unknown-event 1", "process"],
  ["a time as an event", "on", '["daily at 02:00"]', "['daily at 02:00']", "unknown-event 1", "`schedule`"],
  ["boot and something else", "on", '"boot soon"', "boot soon", "unknown-event", "boot+5m"],
  ["boot and no duration", "on", '"boot+5"', "boot+5", "bad-duration", '"5s"'],
  ["shutdown and something else", "on", '"shutdown now"', "shutdown now", "unknown-event", "shutdown"],
  ["login of a user as a text", "on", '"login:ann"', "'login:ann'", "unknown-event", '"ann"'],
  ["a condition that is none, compact", "on", '"condition:disc_usage:90"', "'condition:disc_usage:90'", "unknown-event", "disk_usage"],
  ["a condition without a compact form", "on", '"condition:port:22"', "'condition:port:22'", "unknown-event"],
  ["more than all, compact", "on", '"condition:memory_usage:120"', "'condition:memory_usage:120'", "unknown-event", "memory_usage:85"],
  ["a relative file, compact", "on", '"condition:file:x"', "'condition:file:x'", "wrong-value", '"/x"'],
  ["a share of one, compact (a warning)", "on", '"condition:cpu_usage:0.9"', "'condition:cpu_usage:0.9'", "unlikely-percentage", "90"],
  ["an event among schedules", "schedule", '["daily", "boot+"]', "[daily, boot+]", "unknown-event 10 8", "boot+5m"],
  ["a word that is nearly an event, as a schedule", "schedule", '"bot"', "bot", "unknown-schedule", '"boot"'],
  ["@reboot as a schedule", "schedule", '"@reboot"', "'@reboot'", "bad-cron", "`boot`"],
  ["an event that says nothing", "on", "[{}]", "[{}]", "unknown-event 1", "login"],
  ["an event that says two things", "on", '[{ login = {}, task = "x" }]', "[{ login: {}, task: x }]", ["unknown-event 1", "trigger-cycle 22 20"], "item of its own"],
  ["a condition without a table of its own", "on", "[{ cpu_usage = 90 }]", "[{ cpu_usage: 90 }]", "unknown-key 3", "{ condition = { cpu_usage"],
  ["a key of another event", "on", '{ login = {}, for = "5m" }', "{ login: {}, for: 5m }", "unknown-key 14 13", "`condition`"],
  ["a status of nothing", "on", '{ boot = {}, status = "failed" }', "{ boot: {}, status: failed }", "unknown-key 13 12", "`task`"],
  ["a status that does not exist", "on", '{ task = "*", status = "ok" }', "{ task: '*', status: ok }", "wrong-value 23 21"],
  ["no event at all", "on", "[]", "[]", "out-of-range"],
  ["an event after no task", "on", '{ task = "y" }', "{ task: y }", "unknown-trigger 9 8"],
  ["an event after oneself", "on", '[{ task = "x" }]', "[{ task: x }]", "trigger-cycle 10 9"],
  ["a relative path", "on", '{ file_changed = "etc/*" }', "{ file_changed: etc/* }", "wrong-value 17 16", "`changed`"],
  ["an absolute path of the repository", "on", '{ changed = ["a", "/b"] }', "{ changed: [a, /b] }", "outside-repository 18 15", "`file_changed`"],
  ["one path that leaves the repository", "on", '{ changed = "../b" }', "{ changed: ../b }", "outside-repository 12 11"],
  ["a request for nothing", "on", '{ request = { category = "--" } }', "{ request: { category: -- } }", "wrong-value 25 23"],
  ["a request without a category", "on", "{ request = {} }", "{ request: {} }", "missing-key 2"],
  ["a confidence above 1", "on", '{ request = { category = "x", min_confidence = 80 } }', "{ request: { category: x, min_confidence: 80 } }", "out-of-range 47 42"],
  ["a condition that is repeated at once", "on", '{ condition = { file = "/x" }, repeat = "0s" }', "{ condition: { file: /x }, repeat: 0s }", "out-of-range 40 35"],
  ["a text as a condition of an event", "on", '{ condition = "cpu > 90" }', "{ condition: cpu > 90 }", "wrong-type 14 13", "{ cpu_usage"],

  ["a text as a condition", "when", '"file:/x"', "file:/x", "wrong-type", '"/x" }'],
  ["a path as a condition", "when", '"/x"', "/x", "wrong-type", "{ file"],
  ["a text that is no condition", "when", '"sunny"', "sunny", "wrong-type", "disk_usage"],
  ["a list as a condition", "when", '[{ file = "/x" }]', "[{ file: /x }]", "wrong-type", "{ all"],
  ["an empty condition", "when", "{}", "{}", "wrong-value", "/run/mounted"],
  ["two conditions in one", "when", '{ file = "/x", process = "y" }', "{ file: /x, process: y }", "wrong-value", "{ all"],
  ["a condition that does not exist", "when", '{ proces = "y" }', "{ proces: y }", "unknown-key 2", "`process`"],
  ["a condition that does not exist, within", "when", '{ all = [{ not = { proces = "y" } }] }', "{ all: [{ not: { proces: y } }] }", "unknown-key 19 17", "`process`"],
  ["a key of a condition that does not exist", "when", '{ disk_usage = { pat = "/", above = 1 } }', "{ disk_usage: { pat: /, above: 1 } }", "unknown-key 17 16", "`path`"],
  ["no bound", "when", '{ disk_usage = { path = "/" } }', "{ disk_usage: { path: / } }", "missing-key 2", "above"],
  ["bounds that exclude each other", "when", "{ cpu_usage = { above = 90, below = 50 } }", "{ cpu_usage: { above: 90, below: 50 } }", "never-true 14 13", "Exchange"],
  ["bounds that leave nothing", "when", "{ system_load = { above = 1, below = 1 } }", "{ system_load: { above: 1, below: 1 } }", "never-true 16 15"],
  ["ages that exclude each other", "when", '{ age = { file = "/x", above = "2d", below = "1d" } }', "{ age: { file: /x, above: 2d, below: 1d } }", "never-true 8 7"],
  ["an age without a bound", "when", '{ age = { file = "/x" } }', "{ age: { file: /x } }", "missing-key 2"],
  ["an age of a relative path", "when", '{ age = { file = "x", above = "2d" } }', "{ age: { file: x, above: 2d } }", "wrong-value 17 15"],
  ["an age without a unit", "when", '{ age = { file = "/x", above = 60 } }', "{ age: { file: /x, above: 60 } }", "bad-duration 31 26", '"60s"'],
  ["a share of one (a warning)", "when", "{ disk_usage = 0.9 }", "{ disk_usage: 0.9 }", "unlikely-percentage 15 14", "90"],
  ["a share of one in a table (a warning)", "when", "{ memory_usage = { below = 0.5 } }", "{ memory_usage: { below: 0.5 } }", "unlikely-percentage 27 25", "50"],
  ["more than all", "when", "{ cpu_usage = 101 }", "{ cpu_usage: 101 }", "out-of-range 14 13"],
  ["a relative file", "when", '{ file = "x" }', "{ file: x }", "wrong-value 9 8", '"/x"'],
  ["a disk by a relative path", "when", '{ disk_usage = { path = "var", above = 9 } }', "{ disk_usage: { path: var, above: 9 } }", "wrong-value 24 22"],
  ["a port that does not exist", "when", "{ port = 65536 }", "{ port: 65536 }", "out-of-range 9 8"],
  ["a port as a text", "when", '{ port = "22" }', "{ port: '22' }", "wrong-type 9 8", "without quotes"],
  ["a URL without its scheme", "when", '{ http = "localhost/x" }', "{ http: localhost/x }", "wrong-value 9 8", '"http://localhost/x"'],
  ["a URL of something else", "when", '{ http = { url = "ftp://x" } }', "{ http: { url: ftp://x } }", "wrong-value 17 15"],
  ["a command that is shell text in a list", "when", '{ command = ["test -e /x"] }', "{ command: [test -e /x] }", "text-in-list 12 11"],
  ["none of several", "when", "{ any = [] }", "{ any: [] }", "out-of-range 8 7"],
  ["conditions 17 deep", "when", `${"{ not = ".repeat(16)}{ cpu_usage = 9 }${" }".repeat(16)}`, `${"{ not: ".repeat(16)}{ cpu_usage: 9 }${" }".repeat(16)}`, "out-of-range 128 112"],
  ["another way to skip", "otherwise", '"queue"', "queue", "wrong-value"],

  ["hours without minutes", "window", '"2-4"', "2-4", "bad-window", '"02:00-04:00"'],
  ["hours in words", "window", '"10pm to 5am"', "10pm to 5am", "bad-window", '"22:00-05:00"'],
  ["a time alone", "window", "02:00:00", "'02:00:00'", "bad-window", '"02:00-03:00"'],
  ["hours and days in one text", "window", '"02:00-04:00 mon-fri"', "02:00-04:00 mon-fri", "bad-window", 'days = "mon-fri"'],
  ["days without hours, as a text", "window", '"weekdays"', "weekdays", "bad-window", "days ="],
  ["an hour that does not exist", "window", '["01:00-02:00", "02:00-25:00"]', "['01:00-02:00', '02:00-25:00']", "bad-window 16"],
  ["24:00 as a beginning", "window", '"24:00-02:00"', "24:00-02:00", "bad-window"],
  ["a window of nothing", "window", '{ overrun = "cancel" }', "{ overrun: cancel }", "bad-window", "hours"],
  ["the hour 24", "window", "{ hours = [24] }", "{ hours: [24] }", "out-of-range 11 10"],
  ["one hour without a list", "window", "{ hours = 2 }", "{ hours: 2 }", "wrong-type 10 9"],
  ["days in words", "window", '{ days = "Monday to Friday" }', "{ days: Monday to Friday }", "bad-window 9 8", '"mon-fri"'],
  ["a day that is none", "window", '{ days = ["sat", "mondy"] }', "{ days: [sat, mondy] }", "bad-window 17 14", '"monday"'],
  ["every day", "window", '{ hours = "1-2", days = "daily" }', "{ hours: 1-2, days: daily }", ["bad-window 10 9", "bad-window 24 20"]],
  ["a zone that is none, of a window", "window", '{ days = "sat", timezone = "Berlin" }', "{ days: sat, timezone: Berlin }", "unknown-zone 27 23", "Europe/Berlin"],
  ["another way to overrun", "window", '{ days = "sat", overrun = "kill" }', "{ days: sat, overrun: kill }", "wrong-value 26 22"],
  ["an overrun of a blackout", "blackout", '{ days = "sat", overrun = "allow" }', "{ days: sat, overrun: allow }", "unknown-key 16 13"],
  ["a calendar that is not there", "blackout", '["08:00-18:00", "holidays"]', "['08:00-18:00', holidays]", "unknown-calendar 16"],
  ["hours of a blackout without minutes", "blackout", '"8-18"', "8-18", "bad-window", '"08:00-18:00"'],

  ["a cooldown without a unit", "cooldown", "60", "60", "bad-duration", '"60s"'],
  ["a rate without its time", "rate", "3", "3", "bad-rate", '"3/h"'],
  ["a rate in words", "rate", '"3 per hour"', "3 per hour", "bad-rate", '"3/h"'],
  ["a rate with blanks", "rate", '"2 / 15 minutes"', "2 / 15 minutes", "bad-rate", '"2/15m"'],
  ["a rate that is none", "rate", '"often"', "often", "bad-rate", '"10/d"'],
  ["a rate in no time", "rate", '"3/0s"', "3/0s", "bad-rate"],
  ["no runs at all", "rate", '"0/h"', "0/h", "bad-rate"],
  ["a score above 100", "impact", "{ security = 101 }", "{ security: 101 }", "out-of-range 13 12"],
  ["a complexity above 10", "effort", "{ complexity = 11 }", "{ complexity: 11 }", "out-of-range 15 14"],
  ["an effort that does not exist", "effort", '{ estimate = "1h" }', "{ estimate: 1h }", "unknown-key 2", "`estimated`"],
];

const calendar = (name: string, inToml: string, inYaml: string, toml: string, yaml: string, hint?: string): BadInput[] =>
  [
    { name: `${name}, TOML`, path: "calendars/x.toml", text: `dates = ${inToml}`, problems: [toml] },
    { name: `${name}, YAML`, path: "calendars/x.yaml", text: `dates: ${inYaml}`, problems: [yaml] },
  ].map((row) => (hint === undefined ? row : { ...row, hint }));

export const badConditions: readonly BadInput[] = [
  ...rows.flatMap(both),
  ...calendar("February 30 as a text", '["2026-02-30"]', "[2026-02-30]", "bad-date 1:10", "bad-date 1:9"),
  ...calendar("February 30 of every year", '["12-25", "02-30"]', "[12-25, 02-30]", "bad-date 1:19", "bad-date 1:16"),
  ...calendar("no date", '["christmas"]', "[christmas]", "bad-date 1:10", "bad-date 1:9", "12-25"),
  ...calendar("a German date", '["24.12.2026"]', "[24.12.2026]", "bad-date 1:10", "bad-date 1:9", '"2026-12-24"'),
  ...calendar("a date with a time", "[2026-12-24T00:00:00]", "[2026-12-24T00:00:00]", "bad-date 1:10", "bad-date 1:9", '"2026-12-24"'),
  ...calendar("a range that ends before it begins", "[{ from = 2026-12-24, to = 2026-12-23 }]", "[{ from: 2026-12-24, to: 2026-12-23 }]", "bad-date 1:10", "bad-date 1:9"),
  ...calendar("a range of two kinds", '[{ from = "12-24", to = 2026-12-31 }]', "[{ from: 12-24, to: 2026-12-31 }]", "bad-date 1:10", "bad-date 1:9"),
  ...calendar("a range without an end", "[{ from = 2026-12-24 }]", "[{ from: 2026-12-24 }]", "missing-key 1:10", "missing-key 1:9"),
  ...calendar("more days than ten years have", "[{ from = 2026-01-01, to = 2036-12-31 }]", "[{ from: 2026-01-01, to: 2036-12-31 }]", "out-of-range 1:10", "out-of-range 1:9"),
  ...calendar("a number", "[1225]", "[1225]", "wrong-type 1:10", "wrong-type 1:9"),
  ...calendar("a key that a calendar does not have", "[]\nname = 1", "[]\nname: 1", "unknown-key 2:1", "unknown-key 2:1"),
  { name: "February 30 in a calendar, TOML", path: "calendars/x.toml", text: "dates = [2026-12-24, 2026-02-30]", problems: ["invalid-date 1:22"] },
  { name: "a calendar without dates", path: "calendars/x.toml", text: 'description = "x"', problems: ["missing-key 1:1"] },
  { name: "a calendar that is not TOML", path: "calendars/x.toml", text: "dates = [", problems: ["toml-syntax 1:10"] },
];
