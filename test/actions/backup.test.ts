import { execFileSync } from "node:child_process";
import { once } from "node:events";
import {
  appendFileSync,
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { createHash, randomBytes } from "node:crypto";
import { createServer } from "node:net";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { resolveParams } from "../../src/definition/params/resolve-params.ts";
import { findAction, makeFolder, runAction, snapshot } from "./run-action.ts";
import { mountSmall } from "./machine.ts";
import { pathOf } from "./path-of.ts";
import { needTools } from "./need-tools.ts";

needTools({ tar: "tar", gzip: "gzip", zstd: "zstd", xz: "xz-utils", age: "age" });

interface Place {
  readonly folder: string;
  readonly source: string;
  readonly destination: string;
}

function makePlace(): Place {
  const folder = makeFolder();
  const source = join(folder, "source");
  mkdirSync(join(source, "sub/cache"), { recursive: true });
  writeFileSync(join(source, "a.txt"), "one\n");
  writeFileSync(join(source, "sub/b c.txt"), randomBytes(200_000));
  writeFileSync(join(source, "sub/x.tmp"), "not this one");
  writeFileSync(join(source, "sub/cache/y"), "nor this one");
  symlinkSync("a.txt", join(source, "link"));
  linkSync(join(source, "a.txt"), join(source, "same"));
  chmodSync(join(source, "a.txt"), 0o640);
  return { folder, source, destination: join(folder, "backups") };
}

const asOf = ({ source, destination }: Place) => ({ paths: [source], destination });

function sha256(path: string): string {
  return createHash("sha256").update(readFileSync(path)).digest("hex");
}

/** Makes the newest backup look as if it had been made so many days ago: name, first line of the manifest, checksums. */
function makeOlder(destination: string, days: number): string {
  const manifest = readdirSync(destination)
    .filter((name) => name.endsWith(".manifest.jsonl"))
    .sort()
    .at(-1);
  const [header, ...entries] = readFileSync(join(destination, manifest!), "utf8").split("\n");
  const stem = manifest!.slice(0, -".manifest.jsonl".length);
  const created = Date.now() / 1000 - days * 86_400;
  const stamp = new Date(created * 1000).toISOString().replace(/[-:]|\.\d+/g, "");
  const olderStem = stem.replace(/\d{8}T\d{6}Z/, stamp);
  const about = JSON.parse(header!) as { archive: { name: string } };
  const archive = about.archive.name.replace(stem, olderStem);
  renameSync(join(destination, about.archive.name), join(destination, archive));
  rmSync(join(destination, manifest!));
  rmSync(join(destination, `${stem}.sha256`));
  const older = { ...about, created, archive: { ...about.archive, name: archive } };
  writeFileSync(join(destination, `${olderStem}.manifest.jsonl`), [JSON.stringify(older), ...entries].join("\n"));
  const sums = [archive, `${olderStem}.manifest.jsonl`].map((name) => `${sha256(join(destination, name))}  ${name}\n`);
  writeFileSync(join(destination, `${olderStem}.sha256`), sums.join(""));
  return archive;
}

/** A program that is found before the real one. */
function replaceTool(name: string, text: string): { PATH: string } {
  const folder = makeFolder();
  writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  return { PATH: `${folder}:/usr/bin:/bin` };
}

test.each([
  { compression: "none", suffix: ".tar" },
  { compression: "gzip", suffix: ".tar.gz" },
  { compression: "zstd", suffix: ".tar.zst" },
  { compression: "xz", suffix: ".tar.xz" },
])("an archive with compression $compression, its manifest and checksums", async ({ compression, suffix }) => {
  const place = makePlace();
  const exclude = ["*.tmp", `${place.folder}/*/sub/cache`];
  const run = await runAction("backup", { ...asOf(place), compression, exclude });
  expect(run).toMatchObject({ code: 0 });
  const { archive, manifest, verified } = run.outputs.data as Record<string, string>;
  expect(archive).toMatch(new RegExp(`/backups/backup-\\d{8}T\\d{6}Z${suffix}$`));
  expect(verified).toBe("contents");

  execFileSync("sha256sum", ["--check", "--strict", basename(manifest!).replace(".manifest.jsonl", ".sha256")], {
    cwd: place.destination,
    stdio: "pipe",
  });
  const lines = readFileSync(manifest!, "utf8").trimEnd().split("\n");
  const [header, ...entries] = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(header).toMatchObject({ task: "backup", files: 2, archive: { sha256: sha256(archive!) } });
  const at = (name: string): string => join(place.source, name).slice(1);
  const byPath = new Map(entries.map((entry) => [entry["path"], entry]));
  expect([...byPath.keys()].sort()).toEqual(
    ["", "a.txt", "link", "same", "sub", "sub/b c.txt"].map((name) => at(name).replace(/\/$/, "")).sort(),
  );
  expect(byPath.get(at("sub/b c.txt"))).toMatchObject({ sha256: sha256(join(place.source, "sub/b c.txt")) });
  expect(byPath.get(at("link"))).toMatchObject({ type: "link", target: "a.txt" });

  const restored = makeFolder();
  execFileSync("tar", ["-xf", archive!, "-C", restored]);
  const from = join(restored, at(""));
  expect(readFileSync(join(from, "sub/b c.txt"))).toEqual(readFileSync(join(place.source, "sub/b c.txt")));
  expect(statSync(join(from, "a.txt")).mode & 0o777).toBe(0o640);
  expect(statSync(join(from, "a.txt")).ino).toBe(statSync(join(from, "same")).ino);

  expect(run.outputs.metrics).toMatchObject({ files_backed_up: 2, bytes: statSync(archive!).size });
  expect(run.outputs.metrics).toMatchObject({ source_bytes: 200_004, archives_removed: 0 });
  expect(run.outputs.changes!.map((change) => change["path"])).toContain(archive);
  expect(run.outputs.artifacts![0]).toMatchObject({ path: archive, sha256: sha256(archive!) });
  expect(run.outputs.summary).toContain("2 files (200.0 kB)");
  expect(statSync(archive!).mode & 0o777).toBe(0o600);
  expect(readdirSync(place.destination).filter((name) => name.startsWith("."))).toEqual([".backup.lock"]);
});

test("a dry run changes nothing and says what would be done", async () => {
  const place = makePlace();
  const before = snapshot(place.folder);
  const hooks = { before: ["touch", join(place.folder, "hook")], after: ["true"] };
  const run = await runAction("backup", { ...asOf(place), hooks, compression: "zstd" }, { dryRun: true });
  expect(run.code).toBe(0);
  expect(run.log).toContain(`would archive ${place.source} as ${place.destination}/backup-`);
  expect(run.log).toContain("would run touch");
  expect(snapshot(place.folder)).toEqual(before);
});

test("an encrypted archive can be read with the key, and with nothing else", async () => {
  const place = makePlace();
  const key = join(place.folder, "key");
  execFileSync("age-keygen", ["-o", key], { stdio: "pipe" });
  const recipient = execFileSync("age-keygen", ["-y", key], { encoding: "utf8" }).trim();
  const run = await runAction("backup", { ...asOf(place), encrypt_to: [recipient] });
  const { archive, verified } = run.outputs.data as Record<string, string>;
  expect(run.code).toBe(0);
  expect(verified).toBe("whole");
  expect(archive).toMatch(/\.tar\.gz\.age$/);
  expect(() => execFileSync("gzip", ["-t"], { input: readFileSync(archive!), stdio: "pipe" })).toThrow();
  const opened = execFileSync("sh", ["-c", 'age -d -i "$1" "$2" | tar -tz', "sh", key, archive!], { encoding: "utf8" });
  expect(opened).toContain("sub/b c.txt");
});

test("a recipient that is none is told before the hooks are executed", async () => {
  const place = makePlace();
  const hooks = { before: ["touch", join(place.folder, "hook")] };
  const run = await runAction("backup", { ...asOf(place), encrypt_to: ["age1nobody"], hooks });
  expect(run.code).toBe(1);
  expect(run.outputs.summary).toContain("age failed with exit code 1");
  expect(run.outputs.summary).toContain("malformed recipient");
  expect(existsSync(join(place.folder, "hook"))).toBe(false);
});

test("odd names, holes and sockets", async () => {
  const place = makePlace();
  const odd = Buffer.concat([Buffer.from(join(place.source, "odd\n")), Buffer.from([0xff, 0x27])]);
  writeFileSync(odd, "odd");
  writeFileSync(join(place.source, "holes"), "start");
  truncateSync(join(place.source, "holes"), 50_000_000);
  const server = createServer().listen(join(place.source, "socket"));
  await once(server, "listening");
  try {
    const run = await runAction("backup", asOf(place));
    expect(run).toMatchObject({ code: 0, outputs: { metrics: { files_backed_up: 6 } } });
    expect(run.outputs.data!["warnings"]).toBeUndefined();
    expect(run.outputs.metrics!["bytes"]).toBeLessThan(1_000_000);
    const restored = makeFolder();
    execFileSync("tar", ["-xf", run.outputs.data!["archive"] as string, "-C", restored]);
    expect(sha256(join(restored, place.source, "holes"))).toBe(sha256(join(place.source, "holes")));
    expect(readFileSync(Buffer.concat([Buffer.from(restored), odd]), "utf8")).toBe("odd");
  } finally {
    server.close();
  }
});

test("file systems that are windows into the kernel are left out", async () => {
  const place = makePlace();
  const proc = join(place.source, "proc");
  mkdirSync(proc);
  execFileSync("mount", ["-t", "proc", "proc", proc]);
  try {
    const run = await runAction("backup", asOf(place));
    expect(run).toMatchObject({ code: 0, outputs: { metrics: { files_backed_up: 4 } } });
    expect(readFileSync(run.outputs.data!["manifest"] as string, "utf8")).not.toContain("source/proc");
  } finally {
    execFileSync("umount", ["--lazy", proc]);
  }
});

test("hooks: before it starts, and after everything was read", async () => {
  const place = makePlace();
  const log = join(place.folder, "log");
  const run = await runAction("backup", {
    ...asOf(place),
    hooks: {
      before: ["sh", "-c", `echo before > ${place.source}/from-before; echo before >> ${log}`],
      after: ["sh", "-c", `echo "after $BACKUP_STATUS" >> ${log}`],
    },
  });
  expect(run.code).toBe(0);
  expect(readFileSync(log, "utf8")).toBe("before\nafter success\n");
  expect(readFileSync(run.outputs.data!["manifest"] as string, "utf8")).toContain("from-before");
});

test("where the hook before fails nothing is archived, and the one after is executed", async () => {
  const place = makePlace();
  const log = join(place.folder, "log");
  const before = ["sh", "-c", "echo cannot be stopped >&2; exit 4"];
  const after = ["sh", "-c", `echo "$BACKUP_STATUS" > ${log}`];
  const run = await runAction("backup", { ...asOf(place), hooks: { before, after } });
  expect(run).toMatchObject({ code: 1, outputs: { summary: "sh failed with exit code 4: cannot be stopped" } });
  expect(readFileSync(log, "utf8")).toBe("failed\n");
  expect(readdirSync(place.destination)).toEqual([".backup.lock"]);
});

test("where the hook after fails the archive stays, and the run fails", async () => {
  const place = makePlace();
  const run = await runAction("backup", { ...asOf(place), hooks: { after: ["sh", "-c", "exit 3"] } });
  expect(run.code).toBe(1);
  expect(run.outputs.summary).toContain("is there and whole, but what comes after it failed: sh failed");
  expect(existsSync(run.outputs.data!["archive"] as string)).toBe(true);
});

test("old ones are removed, but no foreign file, no other task's, and not the new one", async () => {
  const place = makePlace();
  await runAction("backup", asOf(place));
  const kept = makeOlder(place.destination, 20);
  await runAction("backup", { ...asOf(place), retention_days: 0 });
  const old = makeOlder(place.destination, 40);
  const others = ["notes.txt", "backup-20200101T000000Z.tar.gz", "other-20200101T000000Z.manifest.jsonl"];
  for (const name of others) writeFileSync(join(place.destination, name), "{}\n");
  await runAction("backup", asOf(place), { env: { RUNNER_TASK: "backup-of-another" } });
  const dry = await runAction("backup", asOf(place), { dryRun: true });
  expect(dry.log).toContain(`would remove ${join(place.destination, old)}`);

  const run = await runAction("backup", asOf(place));
  expect(run).toMatchObject({ code: 0, outputs: { metrics: { archives_removed: 1 } } });
  expect(run.outputs.data!["removed"]).toEqual([join(place.destination, old)]);
  expect(run.outputs.metrics!["space_freed_bytes"]).toBeGreaterThan(100_000);
  expect(run.outputs.changes!.filter((change) => change.kind === "file-deleted")).toHaveLength(3);
  const names = readdirSync(place.destination);
  expect(names).toEqual(expect.arrayContaining([...others, kept, basename(run.outputs.data!["archive"] as string)]));
  expect(names.filter((name) => name.startsWith("backup-of-another"))).toHaveLength(3);
  expect(names).not.toContain(old);
});

test("after a failure nothing is removed: the last good one stays, whatever its age", async () => {
  const place = makePlace();
  await runAction("backup", asOf(place));
  const old = makeOlder(place.destination, 400);
  const before = snapshot(place.destination);
  const broken = replaceTool("gzip", "head -c 20000 | /usr/bin/gzip -c; cat > /dev/null");
  const run = await runAction("backup", asOf(place), { env: broken });
  expect(run.code).toBe(1);
  expect(run.outputs.summary).toContain("what was read back is not what was written");
  expect(snapshot(place.destination)).toEqual(before);
  expect(existsSync(join(place.destination, old))).toBe(true);
});

test("a backup without a file in it removes nothing older", async () => {
  const place = makePlace();
  await runAction("backup", asOf(place));
  const old = makeOlder(place.destination, 400);
  rmSync(place.source, { recursive: true });
  mkdirSync(place.source);
  const run = await runAction("backup", asOf(place));
  expect(run.code).toBe(0);
  expect(run.outputs.data!["warnings"]).toEqual(["there is no file in it: nothing older was removed"]);
  expect(existsSync(join(place.destination, old))).toBe(true);
});

test("a file that changes while it is read is a warning", async () => {
  const place = makePlace();
  // tar itself, after whose first output the file that it reads last has grown and another one is gone.
  writeFileSync(join(place.source, "zz"), randomBytes(3_000_000));
  const changing = replaceTool(
    "tar",
    `exec /usr/bin/tar "$@" --sort=name --checkpoint=20 --checkpoint-action=exec='echo more >> ${place.source}/zz'`,
  );
  const run = await runAction("backup", { ...asOf(place), compression: "none" }, { env: changing });
  expect(run).toMatchObject({ code: 0, outputs: { data: { verified: "contents" } } });
  expect(run.outputs.data!["warnings"]).toEqual([expect.stringContaining("zz: file changed as we read it")]);
});

test("a file that vanishes while it is read is a warning", async () => {
  const place = makePlace();
  writeFileSync(join(place.source, "b"), randomBytes(3_000_000));
  writeFileSync(join(place.source, "zz"), "soon gone");
  const vanishing = replaceTool(
    "tar",
    `exec /usr/bin/tar "$@" --sort=name --checkpoint=20 --checkpoint-action=exec='rm -f ${place.source}/zz'`,
  );
  const run = await runAction("backup", asOf(place), { env: vanishing });
  expect(run).toMatchObject({ code: 0 });
  expect(run.outputs.data!["warnings"]).toEqual(
    expect.arrayContaining([expect.stringContaining("zz: File removed before we read it")]),
  );
});

test.each([
  { name: "a path that does not exist", params: { paths: ["/no/such/place"] }, says: "there is no /no/such/place" },
  {
    name: "a destination below nothing",
    params: { destination: "/no/such/place" },
    says: "there is no /no/such to put",
  },
  {
    name: "the home of nobody",
    params: { destination: "~no-such-user/backups" },
    says: "nobody knows which folder ~no-such-user/backups is",
  },
  {
    name: "a path through a file",
    params: { paths: ["/etc/hostname/x"] },
    says: "there is no /etc/hostname/x",
  },
  {
    name: "a hook whose program is missing",
    params: { hooks: { before: ["no-such-program"] } },
    says: "not installed",
  },
])("refused, with nothing changed: $name", async ({ params, says }) => {
  const place = makePlace();
  const before = snapshot(place.folder);
  const run = await runAction("backup", { ...asOf(place), ...params });
  expect(run.code).toBe(1);
  expect(run.outputs.summary).toContain(says);
  expect(snapshot(place.folder)).toEqual(before);
});

test("a destination inside a source is refused, unless it is excluded", async () => {
  const place = makePlace();
  const inside = join(place.source, "sub/backups");
  // By way of a link as well.
  symlinkSync(join(place.source, "sub"), join(place.folder, "elsewhere"));
  const before = snapshot(place.folder);
  for (const destination of [inside, join(place.folder, "elsewhere/backups")]) {
    const run = await runAction("backup", { paths: [place.source], destination });
    expect(run.code).toBe(1);
    expect(run.outputs.summary).toContain("is inside of");
  }
  expect(snapshot(place.folder)).toEqual(before);
  const run = await runAction("backup", { paths: [place.source], destination: inside, exclude: [inside] });
  expect(run).toMatchObject({ code: 0, outputs: { metrics: { files_backed_up: 4 } } });
});

test("a link is archived as a link, with a warning", async () => {
  const { folder, source, destination } = makePlace();
  const link = join(folder, "to-source");
  symlinkSync(source, link);
  const run = await runAction("backup", { paths: [link, join(source, "a.txt")], destination });
  expect(run).toMatchObject({ code: 0, outputs: { metrics: { files_backed_up: 1 } } });
  expect(run.outputs.data!["warnings"]).toEqual([
    `${link} is a link, and archived as that: name ${source} for what is behind it`,
  ]);
});

test("a full disk in the middle leaves what was there", async () => {
  const place = makePlace();
  writeFileSync(join(place.source, "large"), randomBytes(3_000_000));
  await mountSmall("2m", async (destination) => {
    await runAction("backup", { paths: [join(place.source, "a.txt")], destination });
    const before = snapshot(destination);
    const run = await runAction("backup", { paths: [place.source], destination });
    expect(run.code).toBe(1);
    expect(run.outputs.summary).toContain("the disk is full");
    expect(run.outputs.summary).toContain(destination);
    expect(snapshot(destination)).toEqual(before);
  });
});

test("as a user who may not read a file, or not write there", async () => {
  const place = makePlace();
  chmodSync(place.folder, 0o755);
  chmodSync(join(place.source, "sub/b c.txt"), 0o600);
  mkdirSync(place.destination);
  const nobody = { uid: 65_534, gid: 65_534, env: { PATH: "/usr/bin:/bin" } };
  const closed = await runAction("backup", asOf(place), nobody);
  expect(closed.code).toBe(1);
  expect(closed.outputs.summary).toContain(`not allowed: ${place.destination}`);

  chownSync(place.destination, 65_534, 65_534);
  const unreadable = await runAction("backup", asOf(place), nobody);
  expect(unreadable.code).toBe(1);
  expect(unreadable.outputs.summary).toContain("b c.txt: Cannot open: Permission denied");
  expect(readdirSync(place.destination)).toEqual([".backup.lock"]);
});

test.each([
  { compression: "zstd", missing: "zstd" },
  { compression: "xz", missing: "xz is not installed: install the package xz-utils" },
  { compression: "gzip", encrypt: true, missing: "age" },
])("without $missing", async ({ compression, encrypt, missing }) => {
  const place = makePlace();
  const env = { PATH: pathOf("tar", "gzip", "cat") };
  const encrypt_to = encrypt ? ["age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"] : [];
  const run = await runAction("backup", { ...asOf(place), compression, encrypt_to }, { env });
  expect(run.code).toBe(1);
  expect(run.outputs.summary).toContain(missing.includes(" ") ? missing : `${missing} is not installed`);
  expect(existsSync(place.destination)).toBe(false);
});

test("a second run at the same time is refused, and does not disturb the first", async () => {
  const place = makePlace();
  const go = join(place.folder, "go");
  const waits = join(place.folder, "waits");
  execFileSync("mkfifo", [go, waits]);
  const hooks = { before: ["sh", "-c", `echo > ${waits}; cat ${go}`] };
  const first = runAction("backup", { ...asOf(place), hooks });
  execFileSync("cat", [waits]);
  const second = await runAction("backup", asOf(place));
  expect(second.code).toBe(1);
  expect(second.outputs.summary).toContain("another run of backup is writing to");
  appendFileSync(go, "");
  expect((await first).code).toBe(0);
});

test("ended in the middle it removes what it began, and what was stopped is started again", async () => {
  const place = makePlace();
  const begun = join(place.folder, "begun");
  execFileSync("mkfifo", [begun]);
  // A compressor that takes its time: it says that it was reached, and never ends.
  const env = replaceTool("gzip", `echo > ${begun}; exec sleep 1000`);
  let pid = 0;
  const after = ["sh", "-c", `echo "$BACKUP_STATUS" > ${place.folder}/after`];
  const run = runAction("backup", { ...asOf(place), hooks: { after } }, { env, onStart: (id) => (pid = id) });
  execFileSync("cat", [begun]);
  process.kill(pid, "SIGTERM");
  expect(await run).toMatchObject({ code: 1, outputs: { summary: "it was stopped before it was done" } });
  expect(readFileSync(join(place.folder, "after"), "utf8")).toBe("failed\n");
  expect(readdirSync(place.destination)).toEqual([".backup.lock"]);
});

test("what a killed run left behind is removed by the next one", async () => {
  const place = makePlace();
  mkdirSync(place.destination);
  const leftover = join(place.destination, ".backup-20260101T000000Z.tar.gz.partial");
  const again = join(place.destination, ".backup-20260101T000000Z-2.list.partial");
  const foreign = join(place.destination, ".download.partial");
  // Another task, at work in the same folder: its name begins like this one's.
  const others = join(place.destination, ".backup-home-20260101T000000Z.tar.gz.partial");
  const paths = [leftover, again, foreign, others];
  for (const path of paths) writeFileSync(path, "half");
  expect((await runAction("backup", asOf(place))).code).toBe(0);
  expect(paths.map((path) => existsSync(path))).toEqual([false, false, true, true]);
});

test.each([
  { name: "a wrong type", params: { retention_days: "long" }, says: "retention_days" },
  { name: "an unknown name", params: { retention: 3 }, says: "retention_days" },
  { name: "an unknown compression", params: { compression: "rar" }, says: "compression" },
  { name: "an unknown hook", params: { hooks: { afterwards: ["true"] } }, says: "hooks" },
])("the schema refuses $name", ({ params, says }) => {
  const resolved = resolveParams(findAction("backup").params, { paths: ["/etc"], destination: "/b", ...params });
  expect(resolved).toMatchObject({ ok: false });
  if (!resolved.ok) expect(`${resolved.error.what} ${resolved.error.hint}`).toContain(says);
});
