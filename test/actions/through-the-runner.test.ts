import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import type { Report } from "../../src/report/report.ts";
import { listReported } from "../cli/list-reported.ts";
import type { TaskRepository } from "../cli/task-repository.ts";
import { makeTaskRepository } from "../cli/task-repository.ts";
import { needTools } from "./need-tools.ts";
import { makeFolder, snapshot } from "./run-action.ts";

// What an action gets from the runner, and the runner from an action: real repositories, real runs. What each action does is
// in its own test.

needTools({ python3: "python3", tar: "tar", gzip: "gzip" });

const slow = { timeout: 120_000 };

/** Of the run that was reported last. */
function lastOf({ git }: TaskRepository, task: string, ending: ".json" | ".log"): string {
  const [last] = listReported(git, task, ending);
  expect(last, `nothing is reported of ${task}`).toBeDefined();
  return last!;
}

function reportOf(repository: TaskRepository, task: string): Report {
  return JSON.parse(lastOf(repository, task, ".json")) as Report;
}

async function run(repository: TaskRepository, words: string): Promise<string> {
  const { code, out, err } = await repository.call(`run ${words} --wait`);
  return code === 0 ? "success" : `exit ${code}\n${out}${err}`;
}

test(
  "backup: settings, the task and a request each give a part; a later task reads what came of it",
  slow,
  async () => {
    const top = makeFolder();
    mkdirSync(join(top, "data"));
    writeFileSync(join(top, "data/a b.txt"), "do not lose this\n");
    const repository = makeTaskRepository({
      "runner.toml": `[actions.backup]\ndestination = "${top}/backups"\ncompression = "none"\nretention_days = 5\n`,
      "tasks.d/save.toml": `uses = "backup"
[with]
paths = ["${top}/data"]
retention_days = 6
compression = "{{params.how}}"
[params.properties.how]
enum = ["none", "gzip"]
`,
      "tasks.d/tell.toml": 'needs = ["save"]\nrun = \'printf %s "$RUNNER_NEEDS" > "$RUNNER_REPO/got"\'\n',
    });
    const shown = (await repository.call("run save --dry-run --json")).out;
    expect(JSON.parse(shown)).toMatchObject([
      {
        ...{ uses: "backup", timeoutMs: 6 * 3_600_000, shell: ["python3", "{}"] },
        with: { compression: "{{params.how}}", destination: `${top}/backups`, retention_days: 6 },
      },
    ]);
    const listed = JSON.parse((await repository.call("list --json")).out) as unknown;
    expect(listed).toMatchObject([
      { id: "save", category: "backup", priority: "high", uses: "backup" },
      { id: "tell" },
    ]);
    expect(await run(repository, "save --param how=gzip")).toBe("success");
    const { status, outputs } = reportOf(repository, "save");
    expect({ status, outputs }).toMatchObject({ status: "success", outputs: { metrics: { files_backed_up: 1 } } });
    expect(String(outputs!.data!["archive"])).toMatch(/\.tar\.gz$/);
    // What a request leaves out is the action's own default, and not the settings': the task has spoken.
    expect(await run(repository, "save")).toBe("success");
    expect(String(reportOf(repository, "save").outputs!.data!["archive"])).toMatch(/\.tar\.gz$/);
    expect(await run(repository, "save --param how=none")).toBe("success");
    expect(String(reportOf(repository, "save").outputs!.data!["archive"])).toMatch(/\.tar$/);
    expect(await run(repository, "tell")).toBe("success");
    const archive = String(reportOf(repository, "save").outputs!.data!["archive"]);
    expect(JSON.parse(readFileSync(join(repository.dir, "got"), "utf8"))).toMatchObject({
      save: { data: { archive } },
    });
  },
);

test("a failed action says so as data, and leaves what was there", slow, async () => {
  const top = makeFolder();
  mkdirSync(join(top, "data"));
  const repository = makeTaskRepository({
    "tasks.d/save.toml": `uses = "backup"\nretry = { attempts = 2, delay = "0s" }\nwith = { paths = ["${top}/gone", "${top}/data"], destination = "${top}/backups" }\n`,
  });
  expect(await run(repository, "save")).toContain("exit 1");
  const report = reportOf(repository, "save");
  expect(report).toMatchObject({
    status: "failed",
    outputs: { summary: expect.stringContaining(`${top}/gone`) as unknown },
  });
  expect(report.attempts).toHaveLength(2);
  expect(existsSync(join(top, "backups"))).toBe(false);
});

test("config-cleanup: dry it changes nothing; what it protects comes back by `runner rollback`", slow, async () => {
  const top = makeFolder();
  writeFileSync(join(top, "a.json"), '{"b":1,"a":2}');
  const repository = makeTaskRepository({
    "tasks.d/tidy.toml": `uses = "config-cleanup"\nwith = { patterns = ["${top}/*.json"], standardize = true, sort_keys = true }\n`,
  });
  const before = snapshot(top);
  expect(await run(repository, "tidy --dry-run")).toBe("success");
  expect(snapshot(top)).toEqual(before);
  expect(await run(repository, "tidy")).toBe("success");
  expect(JSON.parse(readFileSync(join(top, "a.json"), "utf8"))).toEqual({ a: 2, b: 1 });
  expect(readFileSync(join(top, "a.json"), "utf8")).not.toBe('{"b":1,"a":2}');
  const { id } = reportOf(repository, "tidy");
  expect(await repository.call(`rollback ${id} --reason no`)).toMatchObject({ code: 0 });
  expect(snapshot(top)).toEqual(before);
});

const greet = {
  "actions/greet/action.toml": `description = "Writes a name into a file"
run = { script = "greet.sh" }
check = { script = "is-wanted.sh" }
rollback = { script = "forget.sh" }
[params]
required = ["file", "name"]
[params.properties]
file = { type = "string" }
name = { type = "string" }
token = { type = "string", writeOnly = true }
[defaults]
timeout = "1m"
locks = ["greet"]
`,
  "actions/greet/greet.sh": 'printf "%s\\n" "$PARAM_NAME" > "$PARAM_FILE"\necho "the token is $PARAM_TOKEN"\n',
  "actions/greet/is-wanted.sh": '! grep -qxF -- "$PARAM_NAME" "$PARAM_FILE"\n',
  "actions/greet/forget.sh": 'rm -- "$PARAM_FILE"\n',
};

test(
  "an action of the repository: what `check` finds done is skipped; `rollback` undoes; a secret is masked",
  slow,
  async () => {
    const top = makeFolder();
    const file = join(top, "name");
    const repository = makeTaskRepository({
      ...greet,
      "runner.toml": '[secrets.token]\nprovider = "env"\nname = "GREET_TOKEN"\n',
      "tasks.d/hello.toml": `uses = "greet"\nwith = { file = "${file}", name = "Ada L.", token = { secret = "token" } }\n`,
    });
    const token = "kDf93-very-secret";
    vi.stubEnv("GREET_TOKEN", token);
    expect(await run(repository, "hello")).toBe("success");
    expect(readFileSync(file, "utf8")).toBe("Ada L.\n");
    expect(lastOf(repository, "hello", ".log")).toContain("the token is ***");
    const first = reportOf(repository, "hello");
    expect(first).toMatchObject({ status: "success" });

    expect(await run(repository, "hello")).toContain("skipped (check)");
    expect(reportOf(repository, "hello")).toMatchObject({ status: "skipped" });

    expect(await repository.call(`rollback ${first.id} --reason no`)).toMatchObject({ code: 0 });
    expect(existsSync(file)).toBe(false);
    // No file of the repository, of the runner or of what it made has it: grep ends with 1.
    const places = [join(repository.dir, ".."), top];
    expect(spawnSync("grep", ["-rlaF", token, ...places], { encoding: "utf8" })).toMatchObject({
      status: 1,
      stdout: "",
    });
  },
);

test("two tasks of one action take turns where it has a lock", slow, async () => {
  const top = makeFolder();
  const repository = makeTaskRepository({
    ...greet,
    "actions/greet/is-wanted.sh": "exit 0\n",
    // Whoever is not alone finds the folder there.
    "actions/greet/greet.sh": `mkdir "${top}/alone" && sleep 0.3 && rmdir "${top}/alone"\n`,
    "tasks.d/a.toml": `uses = "greet"\nwith = { file = "${top}/a", name = "a" }\n`,
    "tasks.d/b.toml": `uses = "greet"\nwith = { file = "${top}/b", name = "b" }\n`,
  });
  expect(await run(repository, "a b")).toBe("success");
  expect(reportOf(repository, "a").status + reportOf(repository, "b").status).toBe("successsuccess");
});

test("as another user: `~` is that user's home, and what is made belongs to that user", slow, async () => {
  const home = "/var/lib/runner-test-home";
  const name = "runnertest";
  execFileSync("useradd", ["--create-home", "--home-dir", home, name]);
  try {
    writeFileSync(join(home, "notes.txt"), "hers\n");
    const repository = makeTaskRepository({
      "tasks.d/save.toml": `uses = "backup"\nuser = "${name}"\nwith = { paths = ["~/notes.txt"], destination = "~/backups" }\n`,
    });
    expect(await run(repository, "save")).toBe("success");
    const archive = String(reportOf(repository, "save").outputs!.data!["archive"]);
    expect(archive.startsWith(`${home}/backups/`)).toBe(true);
    const { uid } = statSync(home);
    expect(readdirSync(`${home}/backups`).map((each) => statSync(`${home}/backups/${each}`).uid)).toEqual(
      readdirSync(`${home}/backups`).map(() => uid),
    );
  } finally {
    execFileSync("userdel", ["--remove", "--force", name], { stdio: "ignore" });
    rmSync(home, { recursive: true, force: true });
  }
});
