import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { mountSmall } from "./machine.ts";
import { cargoEnvironment, git, lendNodeModules, makeRepository, writeFiles } from "./make-repository.ts";
import { needProgram } from "./need-tools.ts";
import { pathOf } from "./path-of.ts";
import type { How } from "./run-action.ts";
import { makeFolder, runAction, snapshot } from "./run-action.ts";

/** Where a flaky test leaves word that it has failed already. */
const makeMark = (): { MARK: string } => ({ MARK: join(makeFolder(), "mark") });

const half = "def half(x):\n    if x > 10:\n        return 5\n    return x / 2\n\n\ndef unused():\n    return 1\n";

const unit = {
  "pyproject.toml": '[project]\nname = "half"\n',
  "half.py": half,
  "tests/test_half.py": `import os
import time
import unittest

from half import half


class Half(unittest.TestCase):
    def test_small(self):
        self.assertEqual(half(2), 1)

    def test_flaky(self):
        if not os.path.exists(os.environ["MARK"]):
            open(os.environ["MARK"], "w").close()
            self.fail("the first time")

    def test_hangs(self):
        if "HANG" in os.environ:
            time.sleep(60)

    @unittest.skip("later")
    def test_later(self):
        pass
`,
};

describe("Python", () => {
  test("unittest: flaky tests are named, and the coverage of each file", async () => {
    const root = makeRepository(unit);
    const run = await runAction("test-maintenance", { path: root, min_coverage: 60 }, { env: makeMark() });
    expect(run.code, run.log).toBe(0);
    expect(run.outputs.metrics).toMatchObject({ tests: 3, passed: 2, failed: 0, flaky: 1, skipped: 1 });
    // Six lines can be executed: both heads, and in them four, of which two are not reached.
    expect(run.outputs.data!["coverage_by_file"]).toEqual([{ file: "half.py", lines: 6, covered: 4, percent: 66.7 }]);
    expect(run.outputs.data!["flaky"]).toMatchObject([
      { name: "test_half.Half.test_flaky", seen: 1, message: "AssertionError: the first time" },
    ]);
    expect(run.outputs.summary).toBe("3 tests passed, 66.7 % covered, 1 flaky: test_half.Half.test_flaky");
    expect(git(root, "status", "--short")).toBe("");
  });

  test("of a repository with more files than a command line holds", async () => {
    const long = "a".repeat(100);
    const files = Array.from({ length: 1200 }, (_, at) => [`src/${long}${at}.py`, "x = 1\n"]);
    const root = makeRepository({ ...Object.fromEntries(files), ...unit });
    const run = await runAction("test-maintenance", { path: root, min_coverage: 0 }, { env: makeMark() });
    expect(run.code, run.log).toBe(0);
    const listed = run.outputs.data!["coverage_by_file"] as readonly unknown[];
    // Of a hundred that are listed, as many as the outputs have room for.
    expect(listed.length).toBeGreaterThan(50);
  });

  test("too little coverage fails", async () => {
    const root = makeRepository(unit);
    const run = await runAction("test-maintenance", { path: root }, { env: makeMark() });
    expect(run.code).toBe(1);
    expect(run.outputs.summary).toContain("66.7 % of the lines are covered, 80 are asked for; half.py has 66.7");
  });

  test("a test that takes too long has failed, and is not waited for", async () => {
    const root = makeRepository(unit);
    const params = { path: root, timeout_per_test: 1, analyze_coverage: false };
    const env = { ...makeMark(), HANG: "1" };
    const run = await runAction("test-maintenance", params, { env });
    expect(run.code).toBe(1);
    expect(run.outputs.summary).toContain("1 of 3 tests failed: test_half.Half.test_hangs, 1 flaky");
    expect(run.outputs.data!["failed"]).toMatchObject([{ message: "TooLong: it took longer than 1 seconds" }]);
    expect(run.outputs.metrics!["coverage_percent"]).toBeUndefined();
  });

  test("without another try a flaky one has failed", async () => {
    const root = makeRepository(unit);
    const run = await runAction("test-maintenance", { path: root, rerun_failed: false }, { env: makeMark() });
    expect(run).toMatchObject({ code: 1, outputs: { metrics: { failed: 1, flaky: 0 } } });
  });

  test("pytest, where the repository names it; what cannot be imported has failed", async () => {
    const python = needPytest();
    const root = makeRepository({
      "pyproject.toml": '[project]\nname = "half"\n[tool.pytest.ini_options]\n',
      "half.py": half,
      "test_half.py":
        "import pytest\nfrom half import half\n\n\n@pytest.mark.parametrize('x', [2, 20])\ndef test_half(x):\n    assert half(x) == x / 2\n",
      "test_broken.py": "import no_such_module\n",
    });
    const run = await runAction("test-maintenance", { path: root }, { env: python });
    expect(run.code).toBe(1);
    expect(run.outputs.metrics).toMatchObject({ tests: 3, passed: 1, failed: 2, coverage_percent: 83.3 });
    const failed = run.outputs.data!["failed"] as { name: string; runner: string; message: string }[];
    expect(failed.map((each) => each.name).sort()).toEqual(["test_broken.py", "test_half.py::test_half[20]"]);
    expect(failed.every((each) => each.runner === "pytest")).toBe(true);
    expect(JSON.stringify(failed)).toContain("No module named 'no_such_module'");
    expect(git(root, "status", "--short")).toBe("");
  });
});

/** The distribution's Python, which has the distribution's pytest. */
function needPytest(): { PATH: string } {
  needProgram("pytest-3", "python3-pytest");
  return { PATH: pathOf("git") };
}

describe("npm", () => {
  test("node --test: a failure, a flaky one, coverage, and snapshots that are as before", async () => {
    const root = makeRepository({
      "package.json": '{ "type": "module", "scripts": { "test": "node --test" } }',
      "half.js": "export function half(x) {\n  if (x > 10) {\n    return 5;\n  }\n  return x / 2;\n}\n",
      "half.test.js": `import { test } from "node:test";
import { existsSync, writeFileSync } from "node:fs";
import assert from "node:assert";
import { half } from "./half.js";
test("is (half)?", () => assert.equal(half(2), 1));
test("is wrong", () => assert.equal(half(2), 3));
test("is flaky", () => {
  if (existsSync(process.env.MARK)) return;
  writeFileSync(process.env.MARK, "");
  assert.fail("the first time");
});
test("looks the same", (t) => t.assert.snapshot({ half: half(4) }));
`,
      "half.test.js.snapshot": 'exports[`looks the same 1`] = `\n{\n  "half": 9\n}\n`;\n',
    });
    const run = await runAction("test-maintenance", { path: root, update_fixtures: true }, { env: makeMark() });
    expect(run.code, run.log).toBe(1);
    expect(run.outputs.metrics).toMatchObject({ tests: 4, failed: 1, flaky: 1, fixtures_updated: 0 });
    expect(run.outputs.summary).toContain("1 of 4 tests failed: is wrong, 1 flaky: is flaky");
    expect(run.outputs.data!["coverage_by_file"]).toMatchObject([{ file: "half.js", lines: 6, covered: 4 }]);
    expect(git(root, "status", "--short")).toBe("");
  });

  test("vitest: snapshots are renewed where all else passes", async () => {
    const root = makeRepository({
      ".gitignore": "node_modules\n",
      "package.json": '{ "type": "module", "devDependencies": { "vitest": "*" } }',
      "half.test.js":
        'import { expect, test } from "vitest";\ntest("looks the same", () => expect({ half: 2 }).toMatchSnapshot());\n',
      "__snapshots__/half.test.js.snap":
        '// Vitest Snapshot v1, https://vitest.dev/guide/snapshot.html\n\nexports[`looks the same 1`] = `\n{\n  "half": 9,\n}\n`;\n',
    });
    lendNodeModules(root);
    const before = await runAction("test-maintenance", { path: root, rerun_failed: false });
    expect(before.outputs.data!["failed"]).toMatchObject([{ name: "half.test.js > looks the same", runner: "vitest" }]);
    const run = await runAction("test-maintenance", { path: root, update_fixtures: true });
    expect(run.code, run.log).toBe(0);
    const path = join(root, "__snapshots__/half.test.js.snap");
    expect(run.outputs.changes).toEqual([{ kind: "file-modified", path }]);
    expect(readFileSync(path, "utf8")).toContain('"half": 2');
    expect(run.outputs.data!["not_measured"]).toEqual(["vitest: it needs @vitest/coverage-v8"]);
  });

  test("jest, as it writes: a failure, a flaky one, and coverage", async () => {
    const result = (root: string, failed: string): string =>
      JSON.stringify({
        testResults: [
          {
            name: join(root, "half.test.js"),
            status: "failed",
            assertionResults: ["works", "is flaky", "is wrong"].map((fullName) => ({
              fullName,
              status: failed.includes(fullName) ? "failed" : "passed",
              duration: 4,
              failureMessages: failed.includes(fullName) ? [`${fullName} it is not`] : [],
            })),
          },
        ],
      });
    // Of what it is asked it answers the file of results, and for coverage the report.
    const jest = `#!/bin/sh
for word in "$@"; do
  case "$word" in
    --outputFile=*) result=\${word#*=} ;;
    --coverageDirectory=*) coverage=\${word#*=} ;;
    *flaky*) alone=yes ;;
  esac
done
cp "node_modules/\${alone:-all}.json" "$result"
test -z "$coverage" || { mkdir -p "$coverage"; cp node_modules/lcov.info "$coverage"; }
exit 1
`;
    const root = makeRepository({
      ".gitignore": "node_modules\n",
      "package.json": '{ "scripts": { "test": "jest" } }',
      "half.js": "1;\n2;\n",
    });
    writeFiles(root, {
      "node_modules/.bin/jest": jest,
      "node_modules/all.json": result(root, "is flaky, is wrong"),
      "node_modules/yes.json": result(root, "is wrong"),
      "node_modules/lcov.info": "SF:half.js\nDA:1,3\nDA:2,0\nend_of_record\n",
    });
    chmodSync(join(root, "node_modules/.bin/jest"), 0o755);
    const run = await runAction("test-maintenance", { path: root, min_coverage: 0 });
    expect(run.code).toBe(1);
    expect(run.outputs.metrics).toMatchObject({ tests: 3, passed: 1, failed: 1, flaky: 1, coverage_percent: 50 });
    expect(run.outputs.data).toMatchObject({
      ran: ["jest"],
      failed: [{ name: "half.test.js > is wrong", message: "is wrong it is not" }],
      flaky: [{ name: "half.test.js > is flaky" }],
    });
  });

  test("any other script passes or fails as a whole", async () => {
    const root = makeRepository({ "package.json": '{ "scripts": { "test": "echo it is broken; exit 2" } }' });
    const run = await runAction("test-maintenance", { path: root });
    expect(run.code).toBe(1);
    expect(run.outputs.data!["failed"]).toMatchObject([
      { name: "npm test", message: expect.stringContaining("it is broken") as string },
    ]);
  });
});

test("Rust: cargo test", async () => {
  const env = { ...cargoEnvironment(), ...makeMark() };
  const root = makeRepository({
    "Cargo.toml": '[package]\nname = "half"\nversion = "0.1.0"\nedition = "2018"\n',
    "src/lib.rs": `#[cfg(test)]
mod tests {
    #[test]
    fn passes() {}
    #[test]
    fn fails() { assert_eq!(1, 2); }
    #[test]
    fn is_flaky() {
        let mark = std::env::var("MARK").unwrap();
        if !std::path::Path::new(&mark).exists() { std::fs::write(mark, "").unwrap(); panic!("the first time"); }
    }
    #[test]
    #[ignore]
    fn later() {}
}
`,
  });
  const before = snapshot(root);
  const run = await runAction("test-maintenance", { path: root }, { env });
  expect(run.code, run.log).toBe(1);
  expect(run.outputs.metrics).toMatchObject({ tests: 3, passed: 1, failed: 1, flaky: 1, skipped: 1 });
  expect(run.outputs.summary).toContain("1 of 3 tests failed: tests::fails, 1 flaky: tests::is_flaky");
  expect(JSON.stringify(run.outputs.data!["failed"])).toContain("src/lib.rs:6");
  expect(snapshot(root)).toEqual(before);
});

test("Go: go test, and its coverage", async () => {
  needProgram("go", "golang-go");
  const root = makeRepository({
    "go.mod": "module example.org/half\n\ngo 1.19\n",
    "half.go": "package half\n\nfunc Half(x int) int {\n\tif x > 10 {\n\t\treturn 5\n\t}\n\treturn x / 2\n}\n",
    "half_test.go": `package half

import (
	"os"
	"testing"
)

func TestHalf(t *testing.T) {
	t.Run("small", func(t *testing.T) {
		if Half(2) != 1 {
			t.Fatal("no half")
		}
	})
}

func TestFlaky(t *testing.T) {
	if _, err := os.Stat(os.Getenv("MARK")); err != nil {
		os.WriteFile(os.Getenv("MARK"), nil, 0o600)
		t.Fatal("the first time")
	}
}
`,
  });
  const run = await runAction("test-maintenance", { path: root, min_coverage: 60 }, { env: makeMark() });
  expect(run.code, run.log).toBe(0);
  expect(run.outputs.data).toMatchObject({
    flaky: [{ name: "example.org/half.TestFlaky" }],
    coverage_by_file: [{ file: "half.go", lines: 3, covered: 2 }],
  });
});

test("a dry run executes no test", async () => {
  const root = makeRepository(unit);
  const before = snapshot(root, "with times");
  const mark = makeMark();
  const run = await runAction("test-maintenance", { path: root, update_fixtures: true }, { env: mark, dryRun: true });
  expect(run.code).toBe(0);
  expect(run.log).toContain(`would run unittest in ${root}`);
  expect(snapshot(root, "with times")).toEqual(before);
  expect(existsSync(mark.MARK)).toBe(false);
});

describe("bad input", () => {
  test("parameters", async () => {
    await expect(runAction("test-maintenance", { min_coverage: 101 })).rejects.toThrow("min_coverage");
    await expect(runAction("test-maintenance", { timeout_per_test: "30s" })).rejects.toThrow("timeout_per_test");
    await expect(runAction("test-maintenance", { coverage: 70 })).rejects.toThrow("coverage");
  });

  test.each([
    { name: "no such place", make: () => "/no/such/place", says: "is no folder" },
    { name: "no source repository", make: () => makeFolder(), says: "has no package.json" },
    { name: "no tests", make: () => makeRepository({ "a.py": "x = 1\n" }), says: "has no tests that can be found" },
    {
      name: "a tool that is not installed",
      make: () => makeRepository({ "Cargo.toml": "", "src/lib.rs": "" }),
      says: "cargo is not installed",
    },
    {
      name: "a suite that does not start",
      make: () => makeRepository({ "conftest.py": "raise SystemExit(9)\n", "test_a.py": "def test_a(): pass\n" }),
      says: "pytest does not work:",
    },
  ])("$name", async ({ make, says }) => {
    const run = await runAction("test-maintenance", { path: make() }, { env: needPytest() });
    expect(run.code, run.log).toBe(1);
    expect(run.outputs.summary).toContain(says);
  });

  test("no rights", async () => {
    const root = makeRepository(unit);
    chmodSync(root, 0o700);
    const run = await runAction("test-maintenance", { path: root }, { uid: 65534, env: { PATH: pathOf() } });
    expect(run.code).toBe(1);
    expect(run.outputs.summary).toContain("not allowed");
  });

  test("a second run at the same time", async () => {
    const root = makeRepository(unit);
    const holder = spawn("flock", [root, "sh", "-c", "echo held; read _"], { stdio: ["pipe", "pipe", "inherit"] });
    await once(holder.stdout, "data");
    const run = await runAction("test-maintenance", { path: root });
    holder.stdin.end("\n");
    await once(holder, "close");
    expect(run.code).toBe(1);
    expect(run.outputs.summary).toContain(`another run works on ${root}`);
  });

  test("a disk that is full: what is remembered of flaky tests is as it was, and all else is told", async () => {
    const root = makeRepository(unit);
    await mountSmall("16k", async (state) => {
      const params = { path: root, min_coverage: 0 };
      const how = (): How => ({ env: { ...makeMark(), RUNNER_ACTION_STATE: state } });
      await runAction("test-maintenance", params, how());
      execFileSync("sh", ["-c", `cat /dev/zero > ${state}/filler 2>/dev/null || true`]);
      const before = snapshot(state);
      const run = await runAction("test-maintenance", params, how());
      expect(run.code).toBe(1);
      expect(run.outputs.summary).toContain(`the disk is full: ${state}/test-maintenance/flaky.json`);
      expect(run.outputs).toMatchObject({ metrics: { tests: 3, flaky: 1 }, data: { flaky: [{ runner: "unittest" }] } });
      expect(snapshot(state)).toEqual(before);
    });
  });

  test("one that is stopped puts back what it was renewing", async () => {
    // The test ends the action that runs it: its parent's parent. It goes when its own parent is gone.
    const root = makeRepository({
      "package.json": '{ "type": "module", "scripts": { "test": "node --test" } }',
      "a.test.js": `import { test } from "node:test";
import { readFileSync, writeFileSync } from "node:fs";
test("waits", async () => {
  writeFileSync("a.test.js.snapshot", "half written");
  const parent = process.ppid;
  process.kill(Number(readFileSync(\`/proc/\${parent}/stat\`, "utf8").split(" ")[3]), "SIGTERM");
  await new Promise((resolve) => setInterval(() => process.ppid !== parent && process.exit(1), 10));
});
`,
      "a.test.js.snapshot": "whole\n",
    });
    const run = await runAction("test-maintenance", { path: root, update_fixtures: true });
    expect(run.code).toBe(1);
    expect(run.outputs.summary).toBe("it was stopped before it was done");
    expect(readFileSync(join(root, "a.test.js.snapshot"), "utf8")).toBe("whole\n");
  });
});
