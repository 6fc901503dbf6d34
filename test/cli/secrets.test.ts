import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Encrypter, generateX25519Identity, identityToRecipient } from "age-encryption";
import { afterEach, describe, expect, test, vi } from "vitest";
import { ways } from "../redact/ways.ts";
import { runBin } from "./run-bin.ts";
import type { TaskRepository } from "./task-repository.ts";
import { makeTaskRepository } from "./task-repository.ts";

afterEach(() => vi.unstubAllEnvs());

const value = "hunter2/and more+so";

/** Everything that the reports branch has ever had, messages and paths included. */
function readBranch({ git }: TaskRepository): string {
  const files = git("ls-tree", "-r", "--name-only", "runner/reports").split("\n");
  const contents = files.map((path) => git("show", `runner/reports:${path}`));
  return [git("log", "-p", "--format=%B", "runner/reports"), ...files, ...contents].join("\n");
}

function expectNoTrace(text: string): void {
  const joined = text.replaceAll(/[\r\n]\s*/g, "");
  for (const [way, write] of Object.entries(ways)) {
    if (way === "coloured") continue;
    const written = write(value, "")
      .replaceAll(/[\r\n"]/g, "")
      .replace(/=+$/, "");
    expect(joined.includes(written), `${way}: ${written}`).toBe(false);
  }
}

const providers: Readonly<
  Record<string, (top: string) => Promise<{ settings: string; files?: Record<string, string> }>>
> = {
  env: () => {
    vi.stubEnv("DB_PASSWORD", value);
    return Promise.resolve({ settings: 'provider = "env"\nname = "DB_PASSWORD"' });
  },
  file: (top) => {
    writeFileSync(join(top, "db.secret"), `${value}\n`);
    return Promise.resolve({ settings: `provider = "file"\npath = "${join(top, "db.secret")}"` });
  },
  credential: (top) => {
    mkdirSync(join(top, "credentials"));
    writeFileSync(join(top, "credentials/db"), value);
    vi.stubEnv("CREDENTIALS_DIRECTORY", join(top, "credentials"));
    return Promise.resolve({ settings: 'provider = "credential"\nname = "db"' });
  },
  command: () => Promise.resolve({ settings: `provider = "command"\ncommand = ["echo", "${value}"]` }),
  age: async (top) => {
    const identity = await generateX25519Identity();
    const encrypter = new Encrypter();
    encrypter.addRecipient(await identityToRecipient(identity));
    writeFileSync(join(top, "age.key"), `# a comment\n${identity}\n`);
    const armored = `-----BEGIN AGE ENCRYPTED FILE-----\n${Buffer.from(await encrypter.encrypt(value))
      .toString("base64")
      .match(/.{1,64}/g)!
      .join("\n")}\n-----END AGE ENCRYPTED FILE-----\n`;
    return {
      settings: `provider = "age"\npath = "secrets/db.age"\nidentity = "${join(top, "age.key")}"`,
      files: { "secrets/db.age": armored },
    };
  },
};

const leaky = `run = """
printf '%s\\n' "$PASSWORD" "x$PASSWORD"
printf '%s' "$PASSWORD" | base64
printf 'user:%s' "$PASSWORD" | base64
printf '%s' "$PASSWORD" | od -An -tx1 | tr -d ' \\n'; echo
cat "$PASSWORD_FILE"; echo
stat -c 'mode %a' "$PASSWORD_FILE"
[ "$PASSWORD" = "$(cat "$PASSWORD_FILE")" ] && echo "$PASSWORD_FILE" | grep -c "^$RUNNER_TMP/"
echo ghp_$(printf 'a1B2c3D4e5F6%.0s' 1 2 3)
"""
secrets = { PASSWORD = "db", PASSWORD_FILE = { secret = "db", as = "file" } }
`;

describe("a run gets its secrets, and the reports branch does not", () => {
  test.each(Object.keys(providers))("by %s", async (provider) => {
    const repository = makeTaskRepository();
    const { settings, files = {} } = await providers[provider]!(join(repository.dir, ".."));
    repository.commit({ "runner.toml": `[secrets.db]\n${settings}\n`, "tasks.d/leak.toml": leaky, ...files });
    const ran = await repository.call("run leak");
    expect(ran.code, ran.err).toBe(0);
    const shown = (await repository.call("logs leak")).out;
    expect(shown).toBe(
      "***\nx***\n***==\ndXNlcj***\n***\n***\nmode 600\n1\n***\n".replace(
        "***==\ndXNlcj***",
        shown.split("\n").slice(2, 4).join("\n"),
      ),
    );
    const branch = readBranch(repository);
    expect(branch).toContain("mode 600");
    expectNoTrace(branch + ran.out + ran.err + shown);
  });
});

const fromEnv = { "runner.toml": '[secrets.db]\nprovider = "env"\nname = "DB_PASSWORD"\n' };

describe("a secret that cannot be had", () => {
  test.each([
    ["is not there", undefined, "the runner has no variable DB_PASSWORD"],
    ["is too short", "abc", "it has fewer than 4 characters"],
    ["is part of its task's name", "leak", "it is part of the name of its task"],
  ])("%s: the run does not start, and says why", async (_, given, why) => {
    vi.stubEnv("DB_PASSWORD", given);
    const repository = makeTaskRepository({
      ...fromEnv,
      "tasks.d/leak.toml": 'run = "echo started"\nsecrets = { A = "db" }\nretry = { attempts = 2, delay = "0s" }',
    });
    expect((await repository.call("run leak")).code).toBe(1);
    const [run] = JSON.parse((await repository.call("history --json")).out) as [Record<string, unknown>];
    expect(run).toMatchObject({ status: "failed", reason: "secret", detail: expect.stringContaining(why) });
    expect(JSON.stringify(run)).not.toContain("abc");
    expect(readBranch(repository)).toContain('"number": 2');
  });

  test("is not asked for by plan and validate", async () => {
    vi.stubEnv("DB_PASSWORD", undefined);
    const repository = makeTaskRepository({ ...fromEnv, "tasks.d/a.toml": 'run = "x"\nsecrets = { A = "db" }' });
    expect((await repository.call("validate")).code).toBe(0);
    const plan = await repository.call("plan");
    expect(plan.code).toBe(0);
    expect(plan.out).toContain("it gets the secret db (env DB_PASSWORD)");
  });
});

test("only a task that names it gets it", async () => {
  vi.stubEnv("DB_PASSWORD", value);
  const repository = makeTaskRepository({ ...fromEnv, "tasks.d/other.toml": 'run = "env"' });
  await repository.call("run other");
  expectNoTrace((await repository.call("logs other")).out);
});

describe("while it runs", () => {
  test("its log is shown masked, from another terminal, whatever the provider says by then", async () => {
    vi.stubEnv("DB_PASSWORD", value);
    const repository = makeTaskRepository(fromEnv);
    const puppet = repository.puppet("told");
    repository.commit({ "tasks.d/leak.toml": `run = ${puppet.run}\nsecrets = { A = "db" }` });
    await repository.start();
    await repository.call("run leak");
    await puppet.tell("first");
    const following = repository.begin("logs leak -f");
    await following.says("first");
    vi.stubEnv("DB_PASSWORD", "another one");
    await puppet.tell(`it is ${value}.`);
    await puppet.tell("last");
    await following.says("last");
    const folder = join(repository.dir, ".git/runner/runs");
    const kept = readdirSync(folder).flatMap((run) => ["log", "secrets"].map((name) => join(folder, run, name)));
    expect(kept.map((path) => statSync(path).mode & 0o777)).toEqual([0o600, 0o600]);
    await puppet.tell("end");
    following.stop();
    const { out } = await following.done;
    expect(out).toContain("it is ***.\n");
    expectNoTrace(out);
  });
});

test("age(1) and the runner read each other", async () => {
  const repository = makeTaskRepository();
  const top = join(repository.dir, "..");
  execFileSync("age-keygen", ["-o", join(top, "age.key")], { stdio: "ignore" });
  const recipient = execFileSync("age-keygen", ["-y", join(top, "age.key")], { encoding: "utf8" }).trim();
  const encrypted = execFileSync("age", ["--armor", "--recipient", recipient], { input: value, encoding: "utf8" });
  repository.commit({
    "runner.toml": `[secrets.db]\nprovider = "age"\npath = "db.age"\nidentity = "${join(top, "age.key")}"\n`,
    "db.age": encrypted,
    "tasks.d/a.toml": `run = "[ \\"$A\\" = '${value}' ] && echo same"\nsecrets = { A = "db" }`,
  });
  await repository.call("run a");
  expect((await repository.call("logs a")).out).toBe("same\n");
});

test("the published program, away from its sources and its dependencies, reads what age has encrypted", async () => {
  const repository = makeTaskRepository();
  const top = join(repository.dir, "..");
  const { settings, files } = await providers["age"]!(top);
  repository.commit({ "runner.toml": `[secrets.db]\n${settings}\n`, "tasks.d/leak.toml": leaky, ...files });
  const package_ = join(top, "package");
  for (const part of ["bin", "dist", "package.json"])
    cpSync(new URL(`../../${part}`, import.meta.url), join(package_, part), { recursive: true });
  const env = { PATH: process.env["PATH"], HOME: top };
  const run = (...words: string[]): string =>
    execFileSync(process.execPath, [join(package_, "bin/runner.js"), ...words], {
      cwd: repository.dir,
      env,
      encoding: "utf8",
    });
  run("run", "leak", "--wait");
  expect(run("logs", "leak")).toMatch(/^\*\*\*\nx\*\*\*\n/);
  expectNoTrace(readBranch(repository));
});

test("a run that a new runner has found is masked by what it was given, in its log and in its report", async () => {
  vi.stubEnv("DB_PASSWORD", value);
  const repository = makeTaskRepository(fromEnv);
  const puppet = repository.puppet("told");
  repository.commit({ "tasks.d/leak.toml": `run = ${puppet.run}\nsecrets = { A = "db" }` });
  const first = await repository.start();
  await repository.call("run leak");
  await puppet.tell("first");
  const folder = join(repository.dir, ".git/runner/runs");
  await expect.poll(() => readFileSync(join(folder, readdirSync(folder)[0]!, "log"), "utf8")).toBe("first\n");
  first.stop();
  await first.done;
  vi.stubEnv("DB_PASSWORD", "another one");
  const second = repository.begin("start");
  await puppet.tell(`it is ${value}.`);
  await puppet.tell("end");
  await second.says("leak: success");
  second.stop();
  await second.done;
  await repository.call("reconcile");
  const branch = readBranch(repository);
  expect(branch).toContain("it is ***.");
  expectNoTrace(branch + (await repository.call("logs leak")).out);
});

test("a secret as a file does not outlive a run that was killed together with its runner", async () => {
  vi.stubEnv("DB_PASSWORD", value);
  const repository = makeTaskRepository(fromEnv);
  const keys = 'secrets = { A = { secret = "db", as = "file" } }\n';
  repository.commit({ "tasks.d/leak.toml": `run = "echo $$; exec sleep 600"\n${keys}` });
  const runner = runBin(["start"], repository.dir);
  await runner.says("revision applied");
  const env = { HOME: repository.dir };
  await repository.call("run leak", { env });
  const runs = join(repository.dir, ".git/runner/runs");
  const readRun = (): string => readFileSync(join(runs, readdirSync(runs)[0]!, "log"), "utf8");
  await vi.waitFor(() => expect(readRun()).toMatch(/^\d+\n$/), { timeout: 20_000 });
  const folder = join(runs, readdirSync(runs)[0]!);
  expect(readFileSync(join(folder, "1.tmp/secret-A"), "utf8")).toBe(value);
  runner.child.kill("SIGKILL");
  await runner.done;
  const task = Number(readRun());
  const shim = Number(readFileSync(join(folder, "1.claim"), "utf8").split(" ")[0]);
  for (const pid of [shim, task]) process.kill(pid, "SIGKILL");
  await repository.call("reconcile", { env });
  const left = readdirSync(join(repository.dir, ".git"), { recursive: true, encoding: "utf8" }).filter((name) => {
    const path = join(repository.dir, ".git", name);
    return name.includes("secret-A") || (statSync(path).isFile() && readFileSync(path).includes(value));
  });
  expect(left).toEqual([]);
  expect((await repository.call("history", { env })).out).toContain("lost");
});

test("a token in what a revision is turned away for is masked, in its report and for who asks", async () => {
  const token = `ghp_${"a1B2c3D4e5F6".repeat(3)}`;
  const repository = makeTaskRepository({ "tasks.d/a.toml": 'run = "true"' });
  const daemon = await repository.start();
  repository.commit({ "tasks.d/b.toml": `run = "true"\nuser = "${token}"\n`, [`tasks.d/${token}.toml`]: "run = 7\n" });
  await daemon.says("revision rejected");
  const status = await repository.call("status");
  daemon.stop();
  const said = await daemon.done;
  await repository.call("reconcile");
  const branch = readBranch(repository);
  expect(branch).toContain("tasks.d/***.toml");
  for (const text of [branch, status.out, said.out, said.err]) expect(text).not.toContain(token);
});
