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

const uses = ['uses = "own"', 'uses = "own"\nwith = { who = "you" }', 'uses = "built-in"', 'uses = "gone"'];

const run = fc.constantFrom('run = "true"', ...scripts.map((path) => `run = { script = "${path}" }`), ...uses, "");

/** Mostly right ones: a wrong one anywhere, and there is no difference to speak of. */
const body = fc
  .tuple(fc.oneof({ weight: 9, arbitrary: run }, { weight: 1, arbitrary: fc.constant("rum = 1") }), keys)
  .map(([command, rest]) => `${command === "" ? 'run = "false"' : command}\n${rest}\n`);

const list = fc
  .uniqueArray(fc.tuple(id, body), { maxLength: 3, selector: ([one]) => one })
  .map((tasks) => tasks.map(([one, text]) => `[[tasks]]\nid = "${one}"\n${text}`).join("\n"));

/** An action of the repository, as it is at first and as it becomes. */
const own = [
  'description = "x"\nrun = { script = "own.sh" }\n[params.properties]\nwho = { type = "string" }\n',
  'description = "x"\nrun = { script = "own.sh" }\ncheck = "test -e /done"\n[params.properties]\nwho = { enum = ["you", "me"] }\n',
  'description = "x"\nrun = "echo $PARAM_WHO"\n[params.properties]\nwho = { type = "string", default = "all" }\n[defaults]\nlocks = ["apt"]\n',
  'description = "x"\nrun = "echo"\n',
  'description = "x"\nrum = "echo"\n',
];

const ofActions = fc.oneof(
  fc.tuple(fc.constant("actions/own/action.toml"), fc.constantFrom(...own)),
  fc.tuple(fc.constant("actions/own/own.sh"), fc.constantFrom<Content>({ run: "echo 1" }, { run: "echo 2" })),
  fc.tuple(
    fc.constant("actions/built-in/action.toml"),
    fc.constantFrom(
      'description = "x"\nreplaces = true\nrun = "echo mine"\n',
      'description = "x"\nrun = "echo mine"\n',
    ),
  ),
);

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
  { weight: 3, arbitrary: ofActions },
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
        "wrong = 1\n",
        '[actions.own]\nwho = "me"\n',
        "[actions.built-in]\ndays = 3\n",
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
  { weight: 1, arbitrary: fc.tuple(fc.constant("tasks.d/link.toml"), fc.constant<Content>({ link: "a.toml" })) },
);

const removal = fc.oneof(
  taskFile.map(([path]) => path),
  fc.constantFrom(...scripts, "calendars/holidays.toml", "runner.toml", "tasks.d/link.toml", "tasks.d/notes.tml"),
  ofActions.map(([path]) => path),
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
    "tasks.d/used.toml": 'uses = "own"\n',
    "tasks.d/built-in.toml": 'uses = "built-in"\n',
    "actions/own/action.toml": own[0],
    "actions/own/own.sh": { run: "echo" },
    "scripts/x.sh": { run: "echo" },
    "calendars/holidays.toml": 'dates = ["2026-12-24"]\n',
  },
  ...rest,
]);
