import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeTaskRepository } from "./task-repository.ts";

test('RUNNER_PYTHON says what shell = "python3" means on this host, and only that', async () => {
  const repository = makeTaskRepository({
    "tasks.d/named.toml": 'shell = "python3"\nrun = "print(1)"\n',
    "tasks.d/listed.toml": 'shell = ["python3", "-B", "{}"]\nrun = "print(1)"\n',
  });
  const python = join(repository.dir, "python-of-mine");
  writeFileSync(python, '#!/bin/sh\necho "mine: $(cat "$1")"\n');
  chmodSync(python, 0o755);
  const env = { RUNNER_PYTHON: python };
  expect(await repository.call("run named listed", { env })).toMatchObject({ code: 0 });
  expect((await repository.call("logs named")).out).toContain("mine: print(1)");
  expect((await repository.call("logs listed")).out).not.toContain("mine");
});
