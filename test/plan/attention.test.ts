import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { rules } from "../../src/plan/attention/index.ts";
import { diffCatalogs, listAttention } from "../../src/plan/index.ts";
import { catalogOf, now } from "./catalog-of.ts";

type Files = Readonly<Record<string, string>>;

/** `id task: message`, a line each. */
function tell(before: Files, after: Files): string[] {
  const writable = new Map([["/opt/open.sh", "file"] as const, ["/opt/open/x", "folder"] as const]);
  const compared = {
    base: catalogOf(before),
    head: catalogOf(after),
    now,
    changedFiles: [],
    named: new Map(),
    writable,
  };
  const changes = diffCatalogs(compared);
  return listAttention(compared, changes, compared.head.settings.attention).map(
    ({ id, task, message }) => `${id} ${task}: ${message}`,
  );
}

const task = (text: string, more: Files = {}): Files => ({ "tasks.d/a.toml": `run = "true"\n${text}`, ...more });
const dbFrom = (variable: string): Files => ({
  "runner.toml": `[secrets.db]\nprovider = "env"\nname = "${variable}"\n`,
});
const running = (run: string): Files => ({ "tasks.d/a.toml": `run = ${JSON.stringify(run)}\n` });

test.each<[name: string, before: Files, after: Files, told: string[]]>([
  ["a timeout lowered", task('timeout = "2h"'), task('timeout = "1h"'), []],
  [
    "a timeout raised",
    task('timeout = "1h"'),
    task('timeout = "2h"'),
    ["timeout-raised a: its timeout is raised from 1h to 2h"],
  ],
  [
    "a timeout removed",
    task('timeout = "1h"'),
    task('timeout = "none"'),
    ["timeout-raised a: its timeout of 1h is removed: a run that hangs is never ended"],
  ],
  [
    "a secret that it had not",
    task("", dbFrom("A")),
    task('secrets = { P = "db" }', dbFrom("A")),
    ["new-secret a: it gets the secret db (env A)"],
  ],
  [
    "a new task with a secret",
    {},
    task('secrets = { P = "db" }', dbFrom("A")),
    ["new-secret a: it gets the secret db (env A)"],
  ],
  [
    "a secret from another place",
    task('secrets = { P = "db" }', dbFrom("A")),
    task('secrets = { P = "db" }', dbFrom("B")),
    ["new-secret a: its secret db comes from env B, before: env A"],
  ],
  [
    "the same secret in another variable",
    task('secrets = { P = "db" }', dbFrom("A")),
    task('secrets = { Q = "db" }', dbFrom("A")),
    [],
  ],
  [
    "a path no longer protected",
    task('protect = ["/etc/a", "/etc/b"]'),
    task('protect = ["/etc/b", "/etc/c"]'),
    ["undo-removed a: /etc/a can no longer be put back: protect does without"],
  ],
  [
    "no rollback any more",
    task('protect = ["/etc/a"]'),
    task('protect = ["/etc/a"]\nrollback_on = "never"'),
    ['undo-removed a: what it does is no longer undone when it fails (rollback_on = "never")'],
  ],
  ["more protected", task('protect = ["/etc/a"]'), task('protect = ["/etc/b", "/etc/a"]'), []],
  ["a new task without a timeout", {}, task(""), []],
  [
    "a window removed",
    task('window = "02:00-04:00"'),
    task(""),
    ["window-removed a: its window (02:00-04:00) is removed: it may start at any time"],
  ],
  ["another window", task('window = "02:00-04:00"'), task('window = "03:00-04:00"'), []],
  [
    "many more runs",
    task('schedule = "daily"'),
    task('schedule = "hourly"'),
    ["many-more-runs a: it is due 168 times a week, before: 7"],
  ],
  [
    "many fewer runs",
    task('schedule = "hourly"'),
    task('schedule = "daily"'),
    ["many-more-runs a: it is due 7 times a week, before: 168"],
  ],
  ["twice as many", task('schedule = "every 12 hours"'), task('schedule = "every 6 hours"'), []],
  [
    "disabled while others need it",
    task("", { "tasks.d/b.toml": 'run = "b"\nneeds = ["a"]' }),
    task("enabled = false", { "tasks.d/b.toml": 'run = "b"\nneeds = ["a"]' }),
    ["needed-disabled a: it is disabled, and b needs it"],
  ],
  ["a new task that names no user", {}, task(""), []],
  ["a new task of root's", {}, task('user = "root"'), ['runs-as-root a: it runs as root (user = "root")']],
  [
    "root by number",
    task('user = "www-data"'),
    task('user = "0:0"'),
    ['runs-as-root a: it runs as root (user = "root")'],
  ],
  ["root as before", task('user = "root"'), task('user = "root"\ntimeout = "1h"'), []],
  [
    "no user any more",
    task('user = "www-data"'),
    task(""),
    ["runs-as-root a: it no longer runs as www-data, but as whoever the runner is: as root, where that is root"],
  ],
  [
    "a user for the first time",
    task(""),
    task('user = "www-data"'),
    ["user-changed a: it runs as www-data, before: whoever the runner is"],
  ],
  [
    "another group",
    task('user = "www-data"'),
    task('user = "www-data:adm"'),
    ["user-changed a: it runs as www-data:adm, before: www-data"],
  ],
  ["from root to another", task('user = "root"'), task('user = "a"'), ["user-changed a: it runs as a, before: root"]],
  ["disabled, and nobody needs it", task(""), task("enabled = false"), []],
  [
    "due together with another that needs the same lock",
    task('locks = ["apt"]\nschedule = "daily at 02:00"', {
      "tasks.d/b.toml": 'run = "b"\nlocks = ["apt"]\nschedule = "hourly"',
    }),
    task('locks = ["apt"]\nschedule = "daily at 03:00"', {
      "tasks.d/b.toml": 'run = "b"\nlocks = ["apt"]\nschedule = "hourly"',
    }),
    ["lock-collision a: it is due together with b at 2026-11-21T03:00:00Z, and both need apt: one waits for the other"],
  ],
  [
    "due together, and there is room for two",
    {},
    task('locks = ["apt"]\nschedule = "hourly"', {
      "tasks.d/b.toml": 'run = "b"\nlocks = ["apt"]\nschedule = "hourly"',
      "runner.toml": "[locks]\napt = 2",
    }),
    [],
  ],
])("%s", (_, before, after, told) => expect(tell(before, after)).toEqual(told));

test.each([
  "curl -fsSL https://x.example/install.sh | sh",
  "wget -qO- https://x.example/i | sudo -E bash -s -- --yes",
  "curl https://x.example/i.py | /usr/bin/env python3",
  'bash -c "$(curl -fsSL https://x.example/i)"',
  "bash <(curl -s https://x.example/i)",
  'eval "$(wget -qO- https://x.example/i)"',
  "curl -s \\\n  https://x.example/i | bash",
])("is fetched and executed: %s", (run) => {
  expect(tell({}, running(run))).toEqual([
    expect.stringMatching(/^fetch-and-run a: what it fetches from the network is executed: /),
  ]);
});

test.each([
  "curl -fsSL https://x.example/data | jq .",
  "curl -o /tmp/x https://x.example/x; sh -n scripts/own.sh",
  "curl https://x.example/health || sh scripts/alarm.sh",
  "echo curling | shuf",
])("is not: %s", (run) => expect(tell({}, running(run))).toEqual([]));

test.each(['rm -rf "$DIR"', "rm -r -f ${DIR}/old", "cd /x && rm --recursive $HOME/tmp", 'sudo rm -fR "/srv/$NAME/"'])(
  "removes what a variable says: %s",
  (run) => expect(tell({}, running(run))).toEqual([expect.stringMatching(/^rm-variable a: /)]),
);

test.each(["rm -rf /var/tmp/x", 'rm -f "$FILE"', 'rm -rf "${DIR:?}/x"', "rm -rf ./build; echo $HOME", "charm -r $x"])(
  "does not: %s",
  (run) => expect(tell({}, running(run))).toEqual([]),
);

test.each([
  "chmod 777 /srv/share",
  "chmod -R 0666 out",
  "mkdir -p x && chmod o+w x",
  "chmod u=rw,a+rw x",
  "chmod ugo+rwx x",
  "chmod 2 x",
  "umask 000; tar xf a.tar",
  "umask 0",
  "mkdir -m 777 /srv/in",
  "install --mode=0777 a /usr/local/bin/a",
])("makes something that everybody may write: %s", (run) =>
  expect(tell({}, running(run))).toEqual([`world-writable a: what it makes may be written by everybody: ${run}`]),
);

test.each([
  "chmod 775 x",
  "chmod 1777 /srv/tmp",
  "chmod g+w,o-w x",
  "chmod +x 777",
  "chmod 644 777",
  "umask 022",
  "umask 0077",
  "umask",
  "mkdir -m 750 x",
  "echo chmod # chmod 777 x",
])("makes nothing that everybody may write: %s", (run) => expect(tell({}, running(run))).toEqual([]));

test.each([
  ["a program", 'run = ["/opt/open.sh", "--all"]'],
  ["one in shell text", "run = '''\ncd /srv && /opt/open.sh\n'''"],
  ["one that another executes", "run = 'sudo -n bash -x /opt/open.sh'"],
  ["one that is sourced", "run = '. /opt/open.sh'"],
  ["a check", "run = 'true'\ncheck = 'if true; then /opt/open.sh; fi'"],
  ["what reads the text", "run = 'true'\nshell = ['/opt/open.sh', '{}']"],
])("everybody may write %s", (_, text) => {
  const message = "world-writable a: all users of this host may write /opt/open.sh, which it executes";
  expect(tell({}, { "tasks.d/a.toml": text })).toEqual([message]);
  expect(tell({ "tasks.d/a.toml": text }, { "tasks.d/a.toml": `cooldown = "1h"\n${text}` })).toEqual([]);
});

test("everybody may replace what stands in a folder that they may write; what is only read is no program", () => {
  expect(tell({}, running("/opt/open/x"))).toEqual([
    "world-writable a: all users of this host may replace /opt/open/x, which it executes: they may write its folder",
  ]);
  expect(tell({}, running("cat /opt/open.sh"))).toEqual([]);
});

test("what was there before is not told again", () => {
  const old = running("curl x | sh\necho one");
  expect(tell(old, running("curl x | sh\necho two"))).toEqual([]);
});

test("what is silenced, for all or for some, is not told", () => {
  const before = task('timeout = "1h"', { "tasks.d/b.toml": 'run = "b"\ntimeout = "1h"' });
  const after = task('timeout = "2h"', { "tasks.d/b.toml": 'run = "b"\ntimeout = "2h"' });
  expect(tell(before, after)).toHaveLength(2);
  expect(tell(before, { ...after, "runner.toml": '[attention]\ntimeout-raised = "we know"' })).toEqual([]);
  const some = '[attention]\ntimeout-raised = { reason = "it grows", tasks = ["a"] }';
  expect(tell(before, { ...after, "runner.toml": some })).toEqual([expect.stringContaining("timeout-raised b: ")]);
});

test("every rule can be silenced", () => {
  const schema = JSON.parse(readFileSync(new URL("../../schemas/runner.schema.json", import.meta.url), "utf8")) as {
    properties: { attention: { propertyNames: { enum: string[] } } };
  };
  expect(rules.map(({ id }) => id)).toEqual(schema.properties.attention.propertyNames.enum);
});
