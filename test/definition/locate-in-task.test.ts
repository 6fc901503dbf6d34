import { expect, test } from "vitest";
import { locateInTask } from "../../src/definition/index.ts";

const toml = `# a
run = '''
cd /tmp
rm -rf "$x" \\
  "$y"
curl http://x | sh
'''
timeout = "1h"
secrets = { A = "db" }
`;
const list = `defaults:
  user: root
tasks:
  - id: one
    run: date
  - id: two
    timeout: 2h
    run: |
      date
      eval "$z"
`;

const fetched = "curl http://x | sh";
test.each<[string, string, string, readonly string[], string | undefined, number | undefined]>([
  ["a key", "tasks.d/a.toml", "a", ["timeout"], undefined, 8],
  ["the first of two that is given", "tasks.d/a.toml", "a", ["user", "secrets"], undefined, 9],
  ["a line of the program", "tasks.d/a.toml", "a", ["run", "check"], fetched, 6],
  ["one that goes on over two", "tasks.d/a.toml", "a", ["run"], 'rm -rf "$x"    "$y"', 4],
  ["a line that is not there: the key", "tasks.d/a.toml", "a", ["run"], "wget", 2],
  ["no key that is given", "tasks.d/a.toml", "a", ["user"], undefined, undefined],
  ["a task that is not there", "tasks.d/a.toml", "b", ["run"], undefined, undefined],
  ["one of several", "tasks.d/l.yaml", "two", ["timeout"], undefined, 7],
  ["the defaults of the file", "tasks.d/l.yaml", "one", ["user"], undefined, 2],
  ["a line of a block", "tasks.d/l.yaml", "two", ["run"], 'eval "$z"', 10],
])("%s", (_, path, task, keys, said, line) => {
  const bytes = new TextEncoder().encode(path.endsWith("toml") ? toml : list);
  expect(locateInTask({ path, bytes }, task, { keys, said })).toBe(line);
});
