import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";

const isRoot = process.getuid!() === 0;
/** Of no entry in passwd(5), and nobody else's. */
const id = 424_200 + (process.pid % 1000);

/** The published program and a task, in a folder of an ordinary user's, who is the runner there. */
function makePlace(task: string) {
  const top = mkdtempSync("/run/runner-test-");
  onTestFinished(() => rmSync(top, { recursive: true, force: true }));
  chmodSync(top, 0o755);
  for (const part of ["bin", "dist", "package.json"])
    cpSync(new URL(`../../${part}`, import.meta.url), join(top, part), { recursive: true });
  cpSync(process.execPath, join(top, "node"));
  const dir = join(top, "ops");
  mkdirSync(join(dir, "tasks.d"), { recursive: true });
  writeFileSync(join(dir, "tasks.d/t.toml"), task);
  execFileSync("chown", ["-R", `${id}:${id}`, dir]);
  const as = (...words: string[]) =>
    spawnSync("setpriv", [`--reuid=${id}`, `--regid=${id}`, "--clear-groups", "--inh-caps=-all", "--", ...words], {
      cwd: dir,
      encoding: "utf8",
      env: { PATH: "/usr/bin:/bin", HOME: dir, RUNNER_HOST_NAME: "web-1", GIT_CONFIG_NOSYSTEM: "1" },
    });
  const git = (...words: string[]) => as("git", "-c", "user.name=A", "-c", "user.email=a@x", ...words);
  git("init", "--quiet", "--initial-branch=main");
  git("add", "--all");
  git("commit", "--quiet", "--message=change");
  return { as, runner: (...words: string[]) => as(join(top, "node"), join(top, "bin/runner.js"), ...words) };
}

describe.skipIf(!isRoot)("a runner that is an ordinary user (needs root, to become one)", () => {
  test("runs tasks, and grants what needs no right: privileges, umask, limits", () => {
    const text = "id -u; umask; ulimit -n; grep NoNewPrivs /proc/self/status";
    const keys =
      'umask = "027"\nno_new_privileges = true\nlimits = { open_files = 99, file_size = "1G", memory = "1G" }';
    const { runner } = makePlace(`run = "${text}"\n${keys}\n`);
    const ran = runner("run", "t", "--wait");
    expect({ status: ran.status, out: ran.stdout }).toEqual({
      status: 0,
      out: expect.stringContaining("t: success") as unknown,
    });
    expect(runner("logs", "t").stdout).toBe(`${id}\n0027\n99\nNoNewPrivs:\t1\n`);
  });

  test.each([
    ["another user", 'user = "root"', "the runner is not root. "],
    ["a place before others", "limits = { nice = -5 }", "only root may go before 0"],
  ])("turns away who asks for %s, and says what to do", (_, key, problem) => {
    const { runner } = makePlace(`run = "true"\n${key}\n`);
    const ran = runner("run", "t", "--wait");
    expect(ran.status).toBe(2);
    expect(ran.stderr).toContain(problem.trim().replace(/\.$/, ""));
  });

  test.each([
    {
      wish: "no network",
      key: "network = false",
      text: "tail -n +3 /proc/net/dev | cut -d: -f1 | xargs",
      out: "lo\n",
      tries: [
        ["unshare", "--user", "--map-current-user", "--net", "true"],
        ["bwrap", "--bind", "/", "/", "--unshare-net", "true"],
      ],
    },
    {
      wish: "a read-only system",
      key: 'read_only = ["/"]',
      text: 'touch here 2>/dev/null || echo kept; touch \\"$RUNNER_TMP/x\\" && echo wrote',
      out: "kept\nwrote\n",
      tries: [["bwrap", "--bind", "/", "/", "true"]],
    },
  ])(
    "$wish: by namespaces of a user's own where the kernel has them, else turned away",
    ({ key, text, out, tries }) => {
      const { as, runner } = makePlace(`run = "${text}"\n${key}\n`);
      const isGranted = tries.some((words) => as(...words).status === 0);
      const ran = runner("run", "t", "--wait");
      const found = isGranted ? runner("logs", "t").stdout : /cannot run "t" as asked/.exec(ran.stderr)?.[0];
      expect({ code: ran.status, found }).toEqual(
        isGranted ? { code: 0, found: out } : { code: 2, found: 'cannot run "t" as asked' },
      );
    },
  );
});
