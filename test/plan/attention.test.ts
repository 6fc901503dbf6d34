import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { rules } from "../../src/plan/attention/index.ts";
import { diffCatalogs, listAttention } from "../../src/plan/index.ts";
import { catalogOf, now } from "./catalog-of.ts";

type Files = Readonly<Record<string, string>>;

/** `id task: message`, a line each. */
function tell(before: Files, after: Files): string[] {
  const compared = { base: catalogOf(before), head: catalogOf(after), now, changedFiles: [], named: new Map() };
  const changes = diffCatalogs(compared);
  return listAttention(compared, changes, compared.head.settings.attention).map(
    ({ id, task, message }) => `${id} ${task}: ${message}`,
  );
}

const task = (text: string, more: Files = {}): Files => ({ "tasks.d/a.toml": `run = "true"\n${text}`, ...more });
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
    "a path no longer protected",
    task('protect = ["/etc/a", "/etc/b"]'),
    task('protect = ["/etc/b", "/etc/c"]'),
    ["undo-removed a: /etc/a can no longer be put back: protect does without"],
  ],
  [
    "no rollback any more",
    task('protect = ["/etc/a"]'),
    task('protect = ["/etc/a"]\nrollback_on = "never"'),
    ['undo-removed a: what it protects is no longer put back when it fails (rollback_on = "never")'],
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
