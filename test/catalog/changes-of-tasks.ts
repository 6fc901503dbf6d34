import fc from "fast-check";
import type { Content } from "../repository/scratch.ts";

/** Files that a commit writes; undefined: it removes it. */
export type Change = Readonly<Record<string, Content | undefined>>;

const ids = ["a", "b", "c", "d", "e"];
const id = fc.constantFrom(...ids);
const scripts = ["scripts/x.sh", "scripts/y.sh", "lib/z.sh"];

/** Keys that have to do with other tasks and files, or about which there is something to say. */
const keys = fc
  .record(
    {
      needs: fc.uniqueArray(id, { maxLength: 2 }).map((needs) => `needs = ${JSON.stringify(needs)}`),
      on: id.map((task) => `on = [{ task = "${task}", status = "failed" }]`),
      schedule: fc.constantFrom(
        'schedule = "daily at 02:00"',
        'schedule = "at 2026-12-01T03:00"',
        'schedule = "at 2026-01-01T03:00"',
        'schedule = "0 0 31 2 *"',
      ),
      locks: fc.constantFrom('locks = ["apt"]', 'locks = ["apt", "disk"]'),
      blackout: fc.constantFrom('blackout = "holidays"', 'blackout = "02:00-03:00"'),
      timeout: fc.constantFrom('timeout = "5m"', 'timeout = "5 minutes"', 'timeout = "none"'),
      env: fc.constantFrom('env = { A = "1" }', 'env = { A = "2" }'),
      jitter: fc.constantFrom('jitter = "2d"'),
    },
    { requiredKeys: [] },
  )
  .map((given) => Object.values(given).join("\n"));

const run = fc.constantFrom(
  'run = "true"',
  ...scripts.map((path) => `run = { script = "${path}" }`),
  'uses = "greet"',
  'uses = "greet"\nwith = { name = "Ada" }',
  'uses = "greet"\ncheck = "true"\nwith = { name = "Bob", times = 2 }',
  'uses = "profile"\nwith = { command = ["true"] }',
  "",
);

/** The repository's own, and one in the place of one that comes with the program. */
const actions: readonly (readonly [path: string, content: Content])[] = [
  ["actions/greet/action.toml", greet("")],
  ["actions/greet/action.toml", greet("[params.properties]\nname = {}\ntimes = { type = 'integer' }\n")],
  ["actions/greet/action.toml", greet("[params.properties]\nname = { enum = ['Ada'] }\n")],
  ["actions/greet/action.toml", greet("[params.properties]\nname = {}\n[defaults]\ntimeout = '2m'\n")],
  ["actions/greet/greet.sh", "echo"],
  ["actions/greet/greet.sh", { run: "echo" }],
  ["actions/profile/action.toml", greet("replaces = true\n[params.properties]\ncommand = {}\n")],
  ["actions/profile/greet.sh", "echo"],
];

function greet(more: string): string {
  return `description = "Greets"\nrun = { script = "greet.sh" }\n${more}`;
}

/** Mostly right ones: a wrong one anywhere, and there is no difference to speak of. */
const body = fc
  .tuple(fc.oneof({ weight: 9, arbitrary: run }, { weight: 1, arbitrary: fc.constant("rum = 1") }), keys)
  .map(([command, rest]) => `${command === "" ? 'run = "false"' : command}\n${rest}\n`);

const list = fc
  .uniqueArray(fc.tuple(id, body), { maxLength: 3, selector: ([one]) => one })
  .map((tasks) => tasks.map(([one, text]) => `[[tasks]]\nid = "${one}"\n${text}`).join("\n"));

const taskFile = fc.oneof(
  fc.tuple(
    id.map((one) => `tasks.d/${one}.toml`),
    body,
  ),
  fc.tuple(
    id.map((one) => `tasks.d/team/${one}.toml`),
    body,
  ),
  fc.tuple(
    fc.constant("tasks.d/many.toml"),
    list.map((text) => (text === "" ? "tasks = []\n" : text)),
  ),
);

const edit = fc.oneof(
  { weight: 8, arbitrary: taskFile },
  {
    weight: 3,
    arbitrary: fc.tuple(
      fc.constantFrom(...scripts),
      fc.constantFrom<Content>({ run: "echo" }, "echo", { link: "x.sh" }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(
      fc.constant("runner.toml"),
      fc.constantFrom(
        "[runner]\nmax_concurrent = 5\n",
        '[defaults]\ntimeout = "1h"\n',
        "[git]\nmax_removed = 7\n",
        '[actions.greet]\nname = "Eve"\n',
        '[actions.greet]\ntimes = "2"\n',
        "wrong = 1\n",
      ),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.constantFrom("tasks.d/notes.tml", "README.md", "tasks.d/_off.toml"), fc.constant("x")),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(
      fc.constant("calendars/holidays.toml"),
      fc.constantFrom('dates = ["2026-12-24"]\n', 'dates = ["2026-12-25"]\n'),
    ),
  },
  { weight: 3, arbitrary: fc.constantFrom(...actions) },
  { weight: 1, arbitrary: fc.tuple(fc.constant("tasks.d/link.toml"), fc.constant<Content>({ link: "a.toml" })) },
);

const removal = fc.oneof(
  taskFile.map(([path]) => path),
  fc.constantFrom(
    ...scripts,
    ...actions.map(([path]) => path),
    "calendars/holidays.toml",
    "runner.toml",
    "tasks.d/link.toml",
    "tasks.d/notes.tml",
  ),
);

const change = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: edit },
      { weight: 2, arbitrary: removal.map((path) => [path, undefined] as const) },
    ),
    {
      minLength: 1,
      maxLength: 3,
    },
  )
  .map((edits): Change => Object.fromEntries(edits));

/** A repository that begins well, and what people do to it, commit by commit. */
export const changesOfTasks = fc.array(change, { minLength: 5, maxLength: 12 }).map((rest): readonly Change[] => [
  {
    "tasks.d/a.toml": 'run = "true"\nschedule = "daily at 02:00"\n',
    "tasks.d/b.toml": 'run = { script = "scripts/x.sh" }\nneeds = ["a"]\n',
    "tasks.d/many.toml": '[[tasks]]\nid = "c"\nrun = "true"\nlocks = ["apt"]\n\n[[tasks]]\nid = "d"\nrun = "true"\n',
    "tasks.d/e.toml": 'run = "true"\nblackout = "holidays"\n',
    "tasks.d/team/e.toml": 'id = "f"\nuses = "greet"\nwith = { name = "Ada" }\n',
    "actions/greet/action.toml": greet("[params.properties]\nname = {}\n"),
    "actions/greet/greet.sh": "echo",
    "scripts/x.sh": { run: "echo" },
    "calendars/holidays.toml": 'dates = ["2026-12-24"]\n',
  },
  ...rest,
]);
