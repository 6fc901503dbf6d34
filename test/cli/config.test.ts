import { expect, test } from "vitest";
import { makeFolder } from "./folder.ts";
import { runBin } from "./run-bin.ts";

const files = { "runner.toml": '[git]\nbranch = "live"\npoll = "1m"\n', "tasks.d/a.toml": "this is no TOML\n" };

test("where each value comes from: built in, the file with its line, the environment", async () => {
  const { code, out } = await makeFolder(files).call(["config", "git"], { env: { RUNNER_GIT_POLL: "5s" } });
  expect(code).toBe(0);
  expect(out).toBe(`SETTING              VALUE   FROM
git.allow_rewind     false   default
git.branch           live    runner.toml:2
git.maintenance      true    default
git.max_removed      50      default
git.paths            []      default
git.poll             5s      RUNNER_GIT_POLL
git.remote           origin  default
git.require_signed   ""      default
git.revoked_signers  ""      default
git.ssh_key          ""      default
`);
});

test("one of them, for machines", async () => {
  expect(await makeFolder(files).json(["config", "git.branch"])).toEqual([
    { key: "git.branch", value: "live", from: "runner.toml:2" },
  ]);
});

test("all of them are in order, with those of the host", async () => {
  const folder = makeFolder(files);
  folder.write({ ".config/runner/host.toml": 'labels = ["web"]\n' });
  const all = (await folder.json(["config"])) as { key: string; value: string; from: string }[];
  const keys = all.map(({ key }) => key);
  expect(keys).toEqual([...keys].sort());
  expect(all).toContainEqual({
    key: "host.labels",
    value: '["web"]',
    from: `${folder.dir}/.config/runner/host.toml:1`,
  });
  expect(all).toContainEqual({ key: "host.name", value: "web-1", from: "RUNNER_HOST_NAME" });
});

test("a wrong setting is told and has its default; wrong tasks are not asked for", async () => {
  const { code, out, err } = await makeFolder({ ...files, "runner.toml": "[git]\npoll = 30\n" }).call([
    "config",
    "git.poll",
  ]);
  expect(code).toBe(2);
  expect(err).toContain("--> runner.toml:2:8");
  expect(err).not.toContain("tasks.d");
  expect(out).toContain("git.poll  30s    default");
});

test("a setting that does not exist", async () => {
  const { code, err } = await makeFolder(files).call(["config", "git.pol"]);
  expect(code).toBe(2);
  expect(err).toBe('runner: there is no setting "git.pol". Did you mean "git.poll"? `runner config` shows all.\n');
});

test("as a program", async () => {
  const { code, out } = await runBin(["config", "host.name", "--json"], makeFolder(files).dir).done;
  expect(code).toBe(0);
  expect(JSON.parse(out)).toEqual([{ key: "host.name", value: "web-1", from: "RUNNER_HOST_NAME" }]);
});
