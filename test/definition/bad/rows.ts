import type { RevisionEntry } from "../../../src/model/files.ts";

/** A file that is wrong, what is told of it, and (where it matters) what the hint says. */
export interface BadInput {
  readonly name: string;
  readonly path: string;
  readonly text: string | Uint8Array | undefined;
  /** `code line:column`, in order. */
  readonly problems: readonly string[];
  /** Part of the first hint. */
  readonly hint?: string;
  readonly entries?: readonly RevisionEntry[];
}

const toml = "tasks.d/x.toml";
const yaml = "tasks.d/x.yaml";

function row(name: string, path: string, text: BadInput["text"], problems: string | string[], hint?: string): BadInput {
  return { name, path, text, problems: [problems].flat(), ...(hint === undefined ? {} : { hint }) };
}

function both(
  name: string,
  [inToml, tomlProblem]: [string, string],
  [inYaml, yamlProblem]: [string, string],
  hint?: string,
) {
  return [row(`${name}, TOML`, toml, inToml, tomlProblem, hint), row(`${name}, YAML`, yaml, inYaml, yamlProblem, hint)];
}

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const latin1 = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));
const many = (count: number, make: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => make(i)).join("");
const lfsPointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${"0".repeat(64)}\nsize 12\n`;
const link = (path: string, target: string): RevisionEntry => ({ path, kind: "symlink", target });

/** Section 13 of the specification, case by case. */
export const badFiles: readonly BadInput[] = [
  ...both("a syntax error", ["run = echo hi\n", "toml-syntax 1:7"], ["run: echo: hi\n", "yaml-syntax 1:6"]),
  row("an unclosed text, TOML", toml, 'run = "echo\n', "toml-syntax 1:12", "three quotes"),
  row("an unclosed list, TOML", toml, 'run = ["echo"\ntimeout = 1', "toml-syntax 2:1"),
  row("YAML in a .toml file", toml, "run: echo hi\n", "toml-syntax 1:4", "key = value"),
  row("two values on a line, TOML", toml, 'run = "a" timeout = "1h"\n', "toml-syntax 1:11", "line of its own"),
  row("a bad escape, TOML", toml, 'run = "\\q"\n', "toml-syntax 1:9", "\\\\"),
  row("a control character, TOML", toml, 'run = "a\u0007"\n', "toml-syntax 1:9"),
  row("an unclosed list, YAML", yaml, "run: [echo\n", "yaml-syntax 1:11", "Close it"),
  row("an unclosed text, YAML", yaml, "run: 'echo\n", "yaml-syntax 1:11"),
  row("a tab as indent, YAML", yaml, "env:\n\tA: b\n", "yaml-syntax 2:1", "spaces"),
  row("a wrong indent, YAML", yaml, "env:\n  A: b\n B: c\nrun: x\n", "yaml-syntax 3:1", "same indent"),
  row("a text that begins with @, YAML", yaml, "run: @x\n", "yaml-syntax 1:6", "quotes"),
  row("a list at the outermost level, YAML", yaml, "- run: x\n", "not-a-table 1:1", "tasks:"),
  row("a text at the outermost level, YAML", yaml, "echo hi\n", "not-a-table 1:1"),

  ...both("a key that does not exist", ['run = "x"\nschedul = "daily"\n', "unknown-key 2:1"], ["run: x\nschedul: daily\n", "unknown-key 2:1"], "`schedule`"),
  ...both("a key that is called otherwise", ['command = "x"\nrun = "x"', "unknown-key 1:1"], ["command: x\nrun: x", "unknown-key 1:1"], "`run`"),
  ...both("a key of a table that does not exist", ['run = "x"\nretry = { attemps = 3 }', "unknown-key 2:11"], ["run: x\nretry: { attemps: 3 }", "unknown-key 2:10"], "`attempts`"),
  ...both("a key that a later version brings", ['run = "x"\npublish = "none"', "unknown-key 2:1"], ["run: x\npublish: none", "unknown-key 2:1"]),
  ...both("a wrong type", ['run = "x"\nenabled = 1.5', "wrong-type 2:11"], ["run: x\nenabled: 1.5", "wrong-type 2:10"]),
  ...both("no value where one is due", ['run = "x"\nhosts = "web"', "wrong-type 2:9"], ["run: x\nhosts:", "wrong-type 2:7"]),
  ...both("a number for a variable", ['run = "x"\nenv = { PORT = 80 }', "wrong-type 2:16"], ["run: x\nenv: { PORT: 80 }", "wrong-type 2:14"], '"80"'),
  ...both("a value that is not allowed", ['run = "x"\npriority = "hihg"', "wrong-value 2:12"], ["run: x\npriority: hihg", "wrong-value 2:11"], '"high"'),
  ...both("a category that is not allowed", ['run = "x"\ncategory = "backups"', "wrong-value 2:12"], ["run: x\ncategory: custom:A b", "wrong-value 2:11"]),
  ...both("a number too small", ['run = "x"\nretry = { attempts = 0 }', "out-of-range 2:22"], ["run: x\nretry: { attempts: 0 }", "out-of-range 2:20"]),
  ...both("an exit code too large", ['run = "x"\nsuccess_exit_codes = [0, 256]', "out-of-range 2:26"], ["run: x\nsuccess_exit_codes: [0, 256]", "out-of-range 2:25"]),
  ...both("an empty text", ['run = ""', "out-of-range 1:7"], ["run: ''", "out-of-range 1:6"]),
  ...both("an empty list", ["run = []", "out-of-range 1:7"], ["run: []", "out-of-range 1:6"]),
  ...both("a blank program", ['run = [" "]', "wrong-value 1:8"], ["run: [' ']", "wrong-value 1:7"]),
  ...both("a name that is no variable", ['run = "x"\nenv = { 1A = "x" }', "wrong-value 2:9"], ["run: x\nenv: { 1A: x }", "wrong-value 2:8"]),
  ...both("nothing to run", ['schedule = "daily"', "missing-key 1:1"], ["schedule: daily", "missing-key 1:1"], "run"),
  ...both("an empty file", ["", "missing-key 1:1"], ["", "missing-key 1:1"]),
  ...both("a need without a task", ['run = "x"\nneeds = [{ status = "failed" }]', "missing-key 2:10"], ["run: x\nneeds: [{ status: failed }]", "missing-key 2:9"]),
  ...both("an id that is none", ['id = "A b"\nrun = "x"', "bad-id 1:6"], ["id: A b\nrun: x", "bad-id 1:5"], '"a-b"'),
  row("a file name that is no id", "tasks.d/Nightly Backup.toml", 'run = "x"', "bad-id 1:1", '"nightly-backup"'),
  ...both("a shell without a place for the script", ['run = "x"\nshell = ["perl"]', "bad-shell 2:9"], ["run: x\nshell: [perl]", "bad-shell 2:8"], "{}"),

  ...both("a bad cron", ['run = "x"\nschedule = "0 25 * * *"', "bad-cron 2:12"], ["run: x\nschedule: 0 25 * * *", "bad-cron 2:11"]),
  ...both("a bad schedule in a list", ['run = "x"\nschedule = ["daily", "dayly"]', "unknown-schedule 2:22"], ["run: x\nschedule:\n  - daily\n  - dayly", "unknown-schedule 4:5"]),
  ...both("two bad schedules of three", ['run = "x"\nschedule = [{ dialy = "1" }, "daily", "daily at 25:00"]', "unknown-key 2:15"], ["run: x\nschedule: [{ dialy: '1' }, daily, daily at 25:00]", "unknown-key 2:14"]).map((one) => ({ ...one, problems: [...one.problems, one.path === toml ? "bad-time 2:39" : "bad-time 2:35"], })),
  ...both("a bad time in a table", ['run = "x"\nschedule = { daily = "2pm" }', "bad-time 2:22"], ["run: x\nschedule: { daily: 2pm }", "bad-time 2:20"], "14:00"),
  ...both("a bad day", ['run = "x"\nschedule = "weekly on mondy at 09:15"', "bad-day 2:12"], ["run: x\nschedule: weekly on mondy at 09:15", "bad-day 2:11"]),
  ...both("a bad date", ['run = "x"\nschedule = "at 2026-02-30T03:00"', "bad-date 2:12"], ["run: x\nschedule: at 2026-02-30T03:00", "bad-date 2:11"]),
  ...both("a schedule that never fires", ['run = "x"\nschedule = "0 0 31 2 *"', "never-fires 2:12"], ["run: x\nschedule: 0 0 31 2 *", "never-fires 2:11"]),
  ...both("a jitter longer than the interval (a warning)", ['run = "x"\nschedule = "hourly"\njitter = "2h"', "long-jitter 3:10"], ["run: x\nschedule: hourly\njitter: 2h", "long-jitter 3:9"]),
  ...both("a date that has passed (a warning)", ['run = "x"\nschedule = "at 2001-01-01T00:00"', "past-schedule 2:12"], ["run: x\nschedule: at 2001-01-01T00:00", "past-schedule 2:11"]),
  ...both("a bad zone", ['run = "x"\ntimezone = "Europe/Belrin"', "unknown-zone 2:12"], ["run: x\ntimezone: Europe/Belrin", "unknown-zone 2:11"], "Europe/Berlin"),
  ...both("a bad duration", ['run = "x"\ntimeout = "5 minutes"', "bad-duration 2:11"], ["run: x\ntimeout: 5 minutes", "bad-duration 2:10"], '"5m"'),
  ...both("a duration beyond all bounds", ['run = "x"\ntimeout = "999999999d"', "bad-duration 2:11"], ["run: x\ntimeout: 999999999d", "bad-duration 2:10"]),
  row("a bad size", "runner.toml", '[reports]\nlog_bytes = "64 kb"', "bad-size 2:13", '"64KB"'),
  ...both("a bad date for suspend", ['run = "x"\nsuspend = { until = "soon" }', "bad-instant 2:21"], ["run: x\nsuspend: { until: soon }", "bad-instant 2:19"]),

  ...both("a need that does not exist", ['run = "x"\nneeds = ["y"]', "unknown-need 2:10"], ["run: x\nneeds: [{ task: Y }]", "unknown-need 2:17"]),
  ...both("a task that needs itself", ['run = "x"\nneeds = ["x"]', "need-cycle 2:10"], ["run: x\nneeds: [x]", "need-cycle 2:9"]),
  row("a cycle, TOML", toml, '[[tasks]]\nid = "a"\nrun = "x"\nneeds = ["b"]\n[[tasks]]\nid = "b"\nrun = "x"\nneeds = ["a"]', "need-cycle 4:10"),
  row("a cycle, YAML", yaml, "tasks:\n- { id: a, run: x, needs: [b] }\n- { id: b, run: x, needs: [a] }", "need-cycle 2:28"),
  row("two tasks with one id, TOML", toml, '[[tasks]]\nid = "a"\nrun = "x"\n[[tasks]]\nid = "a"\nrun = "x"', "duplicate-id 5:6"),
  row("two tasks with one id, YAML", yaml, "tasks:\n- { id: a, run: x }\n- { id: a, run: x }", "duplicate-id 3:9"),
  ...both("a listed task without an id", ['[[tasks]]\nrun = "x"', "missing-key 1:3"], ["tasks:\n- run: x", "missing-key 2:3"]),

  ...both("a script that is not there", ['run = { script = "x.sh" }', "missing-script 1:18"], ["run: { script: x.sh }", "missing-script 1:16"]),
  ...both("a path through ..", ['run = { script = "a/../../x.sh" }', "outside-repository 1:18"], ["run: { script: ../x.sh }", "outside-repository 1:16"]),
  ...both("an absolute path", ['check = { script = "/bin/true" }\nrun = "x"', "outside-repository 1:20"], ["check: { script: /bin/true }\nrun: x", "outside-repository 1:18"]),
  ...both("a work folder outside", ['run = "x"\nworkdir = "../y"', "outside-repository 2:11"], ["run: x\nworkdir: ../y", "outside-repository 2:10"]),
  ...[link("s.sh", "/bin/true"), link("s.sh", "../x.sh")].map((entry) => ({ ...row(`a link to ${entry.target}`, toml, 'run = { script = "s.sh" }', "outside-repository 1:18"), entries: [entry], })),
  { ...row("a link to nothing", toml, 'run = { script = "s.sh" }', "missing-script 1:18"), entries: [link("s.sh", "t.sh")], },
  { ...row("links in a circle", toml, 'run = { script = "s" }', "missing-script 1:18"), entries: [link("s", "t"), link("t", "s")], },
  { ...row("a folder that is a link outwards", toml, 'run = { script = "s/x" }', "outside-repository 1:18"), entries: [link("s", "../s")], },
  { ...row("a script in a submodule", toml, 'run = { script = "s/x" }', "missing-script 1:18"), entries: [{ path: "s", kind: "submodule" }], },

  row("a file over 1 MiB", toml, `run = "x"\n${"#".repeat(1_048_567)}`, "file-too-large 1:1"),
  row("more than 10,000 keys, TOML", toml, `run = "x"\n[env]\n${many(9_999, (i) => `A${i} = "x"\n`)}`, "too-many-keys 10001:1"),
  row("more than 10,000 keys, YAML", yaml, `run: x\nenv:\n${many(9_999, (i) => `  A${i}: x\n`)}`, "too-many-keys 10001:3"),
  row("more than 1,000 aliases", yaml, `run: &a x\nlocks:\n${"- *a\n".repeat(1_001)}`, "yaml-alias 1003:3"),
  row("an alias bomb", yaml, `a: &a [x,x,x,x,x,x,x,x,x,x]\n${many(8, (i) => `${"bcdefghi"[i]}: &${"bcdefghi"[i]} [${Array(10).fill(`*${"abcdefgh"[i]}`).join(",")}]\n`)}`, "yaml-alias 5:8"),
  row("an alias of nothing", yaml, "run: *x\n", "yaml-alias 1:6", "quotes"),
  row("a cron pattern that begins with */5", yaml, "schedule: */5 * * * *\nrun: x\n", "yaml-syntax 1:15", "quotes"),
  row("a cron pattern that begins with *", yaml, "schedule: * * * * *\nrun: x\n", "yaml-alias 1:11", "quotes"),
  row("a text that goes on after its quotes", yaml, 'run: "echo" hi\n', "yaml-syntax 1:13", "whole"),
  row("an alias within itself", yaml, "run: &x [*x]\n", "yaml-alias 1:10"),
  row("a %YAML 1.1 directive", yaml, "%YAML 1.1\n---\nrun: x\n", "yaml-directive 1:1"),
  row("an unknown directive", yaml, "%FOO bar\n---\nrun: x\n", "yaml-syntax 1:1"),
  row("an unknown tag", yaml, "run: !shell x\n", "yaml-tag 1:6"),
  row("a tag of YAML that is not plain", yaml, "run: !!binary aGk=\n", "yaml-tag 1:6"),
  row("two documents", yaml, "run: x\n---\nrun: y\n", "yaml-documents 2:1"),
  row("a merge key", yaml, "run: x\nenv:\n  <<: { A: b }\n", "yaml-merge-key 3:3", "defaults"),
  row("a key that is not text", yaml, "run: x\nenv:\n  1: x\n", "yaml-key 3:3"),
  row("a nest of lists, TOML", toml, `run = ${"[".repeat(300)}`, "too-complex 1:102"),
  row("a nest of lists, YAML", yaml, `run: ${"[".repeat(70)}${"]".repeat(70)}`, "too-complex 1:70"),
  row("too many values, TOML", toml, `hosts = [${'"a",'.repeat(20_001)}]`, "too-complex 1:80013"),
  row("too many parts, YAML", yaml, `hosts: [${"a,".repeat(100_000)}]`, "too-complex 1:1"),
  ...both("a key given twice", ['run = "x"\nrun = "y"', "duplicate-key 2:1"], ["run: x\nrun: y", "duplicate-key 2:1"]),
  ...["__proto__", "constructor", "toString", "hasOwnProperty", "prototype"].flatMap((key) => both(`${key} as a key`, [`run = "x"\n[env]\n${key} = "x"`, "reserved-key 3:1"], [`run: x\nenv:\n  ${key}: x`, "reserved-key 3:3"])),
  row("an object's method as a table, TOML", toml, '[toString]\ncall = "x"', "reserved-key 1:2"),
  row("an object's method in a dotted key, TOML", toml, 'a."valueOf".b = 1', "reserved-key 1:3"),
  row("a byte-order mark, TOML", toml, '\ufeffrun = "x"', "byte-order-mark 1:1"),
  row("a byte-order mark, YAML", yaml, "\ufeffrun: x", "byte-order-mark 1:1"),
  row("a byte-order mark and more", toml, '\ufeffrun = "x"\nfoo = 1', ["byte-order-mark 1:1", "unknown-key 2:1"]),
  row("invalid UTF-8, TOML", toml, latin1('# ok\nrun = "gr\u00fc\u00dfe"'), "invalid-utf8 2:10"),
  row("invalid UTF-8, YAML", yaml, latin1("run: gr\u00fc\u00dfe"), "invalid-utf8 1:8"),
  row("UTF-16", yaml, bytes(0xff, 0xfe, 0x72, 0x00), "invalid-utf8 1:1", "UTF-8"),
  row("a cut-off character at the end", toml, bytes(0x23, 0xe2, 0x82), "invalid-utf8 1:2"),
  row("a pointer of Git LFS, TOML", toml, lfsPointer, "lfs-pointer 1:1"),
  row("a pointer of Git LFS, YAML", yaml, lfsPointer, "lfs-pointer 1:1"),
  row("a NUL byte, TOML", toml, 'run = "x\0"', "nul-byte 1:9"),
  row("a NUL byte, YAML", yaml, "run: x\0", "nul-byte 1:7"),
  ...both("a NUL as an escape", ['run = "x\\u0000"', "nul-byte 1:7"], ['run: "x\\0"', "nul-byte 1:6"]),
  ...["9007199254740993", "9223372036854775808", "-9007199254740993", "123456789012345678901234567890"].flatMap((integer) => both(`the integer ${integer}`, [`run = "x"\npause_after_failures = ${integer}`, "unsafe-integer 2:24"], [`run: x\npause_after_failures: ${integer}`, "unsafe-integer 2:23"])),
  row("February 30, TOML", toml, 'run = "x"\nsuspend = { until = 2026-02-30 }', "invalid-date 2:21"),
  row("February 30 with a time, TOML", toml, 'run = "x"\nsuspend = { until = 2026-02-30T00:00:00Z }', "invalid-date 2:21"),
  row("February 30, YAML", yaml, "run: x\nsuspend: { until: 2026-02-30 }", "bad-instant 2:19"),
  row("the hour 25, TOML", toml, 'run = "x"\nschedule = { daily = 25:00:00 }', "invalid-date 2:22"),
  row("the month 13, TOML", toml, 'run = "x"\nsuspend = { until = 2026-13-01 }', "invalid-date 2:21"),
  row("a file that vanishes", toml, undefined, "unreadable-file 1:1"),
];

/** Section 2: plausible mistakes get the right form as a hint. */
export const hints: readonly BadInput[] = [
  ...both("a duration without a unit", ['run = "x"\ntimeout = 300', "bad-duration 2:11"], ["run: x\ntimeout: 300", "bad-duration 2:10"], '"300s"'),
  ...both("a duration in quotes without a unit", ['run = "x"\ntimeout = "300"', "bad-duration 2:11"], ["run: x\ntimeout: '300'", "bad-duration 2:10"], '"300s"'),
  ...both("half an hour", ['run = "x"\ntimeout = "1.5h"', "bad-duration 2:11"], ["run: x\ntimeout: 1.5h", "bad-duration 2:10"], '"90m"'),
  ...both("two weeks", ['run = "x"\ntimeout = "2w"', "bad-duration 2:11"], ["run: x\ntimeout: 2 weeks", "bad-duration 2:10"], '"14d"'),
  ...both("hours and minutes in words", ['run = "x"\ntimeout = "1 hour 30 minutes"', "bad-duration 2:11"], ["run: x\ntimeout: 1 hour and 30 minutes", "bad-duration 2:10"], '"1h30m"'),
  ...both("yes", ['run = "x"\nenabled = "yes"', "wrong-type 2:11"], ["run: x\nenabled: yes", "wrong-type 2:10"], "Write true"),
  ...both("off", ['run = "x"\nenabled = "off"', "wrong-type 2:11"], ["run: x\nenabled: off", "wrong-type 2:10"], "Write false"),
  ...both("shell text in a list", ['run = ["echo hi"]', "text-in-list 1:7"], ["run: ['echo hi']", "text-in-list 1:6"], '"echo hi"'),
  ...both("text where a list is due", ['run = "x"\nhosts = "web"', "wrong-type 2:9"], ["run: x\nhosts: web", "wrong-type 2:8"], '["web"]'),
  ...both("a number in quotes", ['run = "x"\npause_after_failures = "3"', "wrong-type 2:24"], ["run: x\npause_after_failures: '3'", "wrong-type 2:23"], "Write 3"),
  row("a key below [env]", toml, 'run = "x"\n[env]\nLANG = "C"\ntimeout = "3h"', "misplaced-key 4:1", "above [env]"),
  row("a table below [env]", toml, 'run = "x"\n[env]\nretry = { attempts = 3 }', "misplaced-key 3:1", "above [env]"),
  row("a key below [retry]", toml, '[retry]\nattempts = 3\nrun = "x"', ["missing-key 1:1", "misplaced-key 3:1"]),
  row("a key below [schedule]", toml, 'run = "x"\n[schedule]\ndaily = "02:00"\ntimezone = "UTC"', "misplaced-key 4:1", "above [schedule]"),
  row("a key below [tasks.env]", toml, '[[tasks]]\nid = "a"\nrun = "x"\n[tasks.env]\ntimeout = "3h"', "misplaced-key 5:1", "above [tasks.env]"),
  row("a key below [defaults.env]", toml, '[[tasks]]\nid = "a"\nrun = "x"\n[defaults.env]\ntimeout = "3h"', "misplaced-key 5:1", "above [defaults.env]"),
  ...both("defaults without tasks", ['run = "x"\ndefaults = {}', "unknown-key 2:1"], ["run: x\ndefaults: {}", "unknown-key 2:1"], "several tasks"),
  row("a task's key beside [[tasks]]", toml, 'timeout = "1h"\n[[tasks]]\nid = "a"\nrun = "x"', "unknown-key 1:1", "defaults"),
  ...both("an id as a default", ['[defaults]\nid = "a"\n[[tasks]]\nid = "b"\nrun = "x"', "unknown-key 2:1"], ["defaults:\n  id: a\ntasks:\n- { id: b, run: x }", "unknown-key 2:3"], "own id"),
  ...both("an octal number", ['run = "x"\numask = 23', "wrong-value 2:9"], ["run: x\numask: 027", "wrong-value 2:8"], "\"027\""),
  ...both("a umask of letters", ['run = "x"\numask = "u=rwx"', "wrong-value 2:9"], ["run: x\numask: u=rwx", "wrong-value 2:8"], '"027"'),
  ...both("a user's number", ['run = "x"\nuser = 1000', "wrong-value 2:8"], ["run: x\nuser: 1000", "wrong-value 2:7"], '"1000"'),
  row("a user with a blank", toml, 'run = "x"\nuser = "web server"', "wrong-value 2:8", "postgres:adm"),
  row("a relative path under read_only", toml, 'run = "x"\nread_only = ["etc"]', "wrong-value 2:14", "from /"),
  row("a path that is writable anyway", toml, 'run = "x"\nread_only = ["/etc"]\nwritable = ["/etcetera"]', "needless-writable 3:13", "read_only"),
  row("memory in megabytes, it seems", toml, 'run = "x"\nlimits = { memory = 512 }', "bad-size 2:21", '"512B"'),
  row("less memory than a shell needs", toml, 'run = "x"\nlimits = { memory = "512B" }', "bad-limit 2:21"),
  row("files of no size", toml, 'run = "x"\nlimits = { file_size = "0" }', "bad-limit 2:24"),
  row("a limit beyond measure", toml, 'run = "x"\nlimits = { memory = "99999999T" }', "bad-size 2:21", "petabytes"),
  row("a share without its sign", toml, 'run = "x"\nlimits = { cpu = "50" }', "wrong-value 2:18", '"50%"'),
  row("no processor at all", toml, 'run = "x"\nlimits = { cpu = 0 }', "out-of-range 2:18"),
  row("a quota without its stretch", toml, 'run = "x"\nlimits = { max_cpu_time = "2h" }', "wrong-value 2:27", '"2h/d"'),
  row("a quota of nothing", toml, 'run = "x"\nlimits = { max_cpu_time = "0s/d" }', "bad-duration 2:27", '"2h/d"'),
  row("a limit that is none", toml, 'run = "x"\nlimits = { mem = "1G" }', "unknown-key 2:12", "memory"),
  row("a size without a unit", "runner.toml", "[reports]\nlog_bytes = 65536", "bad-size 2:13", '"64K"'),
];
