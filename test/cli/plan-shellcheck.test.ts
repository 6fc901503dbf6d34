import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { TaskRepository } from "./task-repository.ts";
import { makeTaskRepository } from "./task-repository.ts";

const files = {
  "tasks.d/old.toml": "run = '''\nrm $OLD\n'''\n",
  "scripts/x.sh": "#!/bin/bash\necho ok\n",
  "tasks.d/script.toml": 'run = { script = "scripts/x.sh" }\n',
};

/** `task SC… file:line`, in order. */
async function remarksOf(repository: TaskRepository, env = {}): Promise<readonly string[]> {
  const { code, out, err } = await repository.call("plan --base one --json", { env });
  expect({ code, err }).toEqual({ code: 0, err: "" });
  const { attention } = JSON.parse(out) as {
    attention: { id: string; task: string; message: string; file: string; line: number }[];
  };
  return attention
    .filter(({ id }) => id === "shellcheck")
    .map(({ task, message, file, line }) => `${task} ${message.slice(0, 6)} ${file}:${line}`);
}

function changed(more: Readonly<Record<string, string>>): TaskRepository {
  const repository = makeTaskRepository(files);
  repository.git("branch", "one");
  repository.write(more);
  return repository;
}

test("ShellCheck's remarks stand at the lines of the task's file, and of the script; only of what is new", async () => {
  const repository = changed({
    "tasks.d/old.toml": "timeout = '1h'\nrun = '''\nrm $OLD\necho $NEW\n'''\n",
    "tasks.d/new.yaml": "shell: sh\nrun: |\n  cd /srv\n  [[ -e x ]] && rm $X\n",
    "scripts/x.sh": '#!/bin/bash\n\nfor f in $(ls); do echo "$f"; done\n',
  });
  expect(await remarksOf(repository)).toEqual([
    "new SC3010 tasks.d/new.yaml:4",
    "new SC2086 tasks.d/new.yaml:4",
    "old SC2086 tasks.d/old.toml:4",
    "script SC2045 scripts/x.sh:3",
  ]);
});

test("[attention] silences it, for all or for some", async () => {
  const repository = changed({
    "tasks.d/a.toml": "run = 'rm $A'\n",
    "tasks.d/b.toml": "run = 'rm $B'\n",
    "runner.toml": '[attention]\nshellcheck = { reason = "it is old", tasks = ["a"] }\n',
  });
  expect(await remarksOf(repository)).toEqual(["b SC2086 tasks.d/b.toml:1"]);
});

test("nothing of the repository or of the environment tells it what to read; without it nothing is said", async () => {
  const repository = changed({
    "tasks.d/a.toml": "run = '''\nrm $A\n. ./scripts/x.sh\n'''\n",
    ".shellcheckrc": "disable=SC2086\n",
  });
  expect(await remarksOf(repository, { SHELLCHECK_OPTS: "--exclude=SC2086" })).toEqual(["a SC2086 tasks.d/a.toml:2"]);
  const tools = join(repository.dir, "../tools");
  mkdirSync(tools);
  writeFileSync(join(tools, "shellcheck"), `#!/bin/sh\ntouch ${tools}/called\necho no JSON\n`, { mode: 0o755 });
  expect(await remarksOf(repository, { PATH: `${tools}:${process.env["PATH"]}` })).toEqual([]);
  expect(existsSync(join(tools, "called"))).toBe(true);
});
