import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { release } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeAptRoot } from "./apt-root.ts";
import type { AptRoot } from "./apt-root.ts";
import { makeDnfRoot, withoutIndexes } from "./dnf-root.ts";
import { needTools } from "./need-tools.ts";
import { pathOf } from "./path-of.ts";
import { makeFolder, runAction, snapshot } from "./run-action.ts";

needTools({ "apt-get": "apt", "dpkg-deb": "dpkg", dnf: "dnf", rpmbuild: "rpm", createrepo_c: "createrepo-c" });

const apt = { package_manager: "apt" };

/** With an application that needed a library, which is gone. */
function makeOrphan(): AptRoot {
  const root = makeAptRoot();
  root.publish("stable", [
    { name: "library", version: "1.0" },
    { name: "application", version: "1.0", depends: "library" },
    { name: "wanted", version: "1.0" },
  ]);
  root.apt("update");
  root.apt("install", "application", "wanted");
  root.apt("remove", "application");
  return root;
}

test("packages that were installed for others which are gone", async () => {
  const root = makeOrphan();
  const params = { ...apt, types: ["orphaned_packages"] };

  const before = snapshot(root.folder);
  const dry = await runAction("cleanup", params, { env: root.env, dryRun: true });
  expect(dry).toMatchObject({ code: 0, outputs: { metrics: { packages_removed: 1 } } });
  expect(dry.log).toContain("would remove the package library 1.0");
  expect(snapshot(root.folder)).toEqual(before);

  const run = await runAction("cleanup", params, { env: root.env });
  expect(run).toMatchObject({ code: 0, outputs: { metrics: { packages_removed: 1, space_freed_bytes: 40 * 1024 } } });
  expect(run.outputs.changes).toEqual([
    { kind: "custom", what: "package-removed", package: "library", version: "1.0" },
  ]);
  expect(root.installed()).toEqual({ wanted: "1.0" });
});

test("packages that were downloaded", async () => {
  const root = makeOrphan();
  const archives = join(root.folder, "var/cache/apt/archives");
  const names = ["application_1.0_amd64.deb", "library_1.0_amd64.deb"].map((name) => join(archives, name));
  for (const name of names) writeFileSync(name, "x".repeat(10_000));
  writeFileSync(join(archives, "partial/half.deb"), "half");
  const params = { ...apt, types: ["package_cache"] };

  const before = snapshot(root.folder);
  const dry = await runAction("cleanup", params, { env: root.env, dryRun: true });
  expect(dry.log).toContain(`would remove ${names[0]}`);
  expect(snapshot(root.folder)).toEqual(before);

  const run = await runAction("cleanup", params, { env: root.env });
  expect(run.code).toBe(0);
  expect(run.outputs.changes!.map(({ path }) => path)).toEqual(expect.arrayContaining(names));
  expect(run.outputs.metrics!["space_freed_bytes"]).toBeGreaterThanOrEqual(20_000);
  expect([...names, join(archives, "partial/half.deb")].filter((name) => existsSync(name))).toEqual([]);
});

test.each([
  { aggressive: false, stay: ["99.1.0-9-test", "99.1.0-13-test"] },
  { aggressive: true, stay: ["99.1.0-13-test"] },
])("old kernels, never the running one: aggressive $aggressive", async ({ aggressive, stay }) => {
  const running = release();
  const root = makeAptRoot();
  const releases = [running, "1.2.3-1-test", "99.1.0-9-test", "99.1.0-13-test"];
  const packages = releases.flatMap((each) => [`linux-image-${each}`, `linux-headers-${each}`]);
  root.publish(
    "stable",
    packages.map((name) => ({ name, version: "1" })),
  );
  root.apt("update");
  root.apt("install", ...packages);
  const params = { ...apt, types: ["old_kernels"], aggressive };

  const before = snapshot(root.folder);
  expect((await runAction("cleanup", params, { env: root.env, dryRun: true })).code).toBe(0);
  expect(snapshot(root.folder)).toEqual(before);

  const run = await runAction("cleanup", params, { env: root.env });
  expect(run.code).toBe(0);
  expect(run.outputs.data!["kept_kernels"]).toEqual([running, ...stay].sort());
  const kept = [running, ...stay].flatMap((each) => [`linux-image-${each}`, `linux-headers-${each}`]);
  expect(Object.keys(root.installed()).sort()).toEqual(kept.sort());
});

test("a kernel that another package needs stays", async () => {
  const root = makeAptRoot();
  const kernels = ["1.2.3-1-test", "99.1.0-9-test", "99.1.0-13-test"].map((each) => `linux-image-${each}`);
  root.publish("stable", [
    ...kernels.map((name) => ({ name, version: "1" })),
    { name: "driver", version: "1", depends: kernels[0]! },
  ]);
  root.apt("update");
  root.apt("install", "driver", ...kernels);
  const before = root.installed();
  const run = await runAction("cleanup", { ...apt, types: ["old_kernels"] }, { env: root.env });
  expect(run.code).toBe(1);
  expect(run.outputs.summary).toContain("apt would change other packages as well: driver");
  expect(root.installed()).toEqual(before);
});

test("without a package manager the other types are cleaned all the same", async () => {
  const folder = makeFolder();
  mkdirSync(join(folder, "logs"));
  writeFileSync(join(folder, "logs/old.log.1"), "old");
  const run = await runAction(
    "cleanup",
    { ...apt, types: ["package_cache", "log_files"], paths: { log_files: [join(folder, "logs")] }, min_age_days: 0 },
    { env: { PATH: pathOf() } },
  );
  expect(run.code).toBe(1);
  expect(run.outputs.summary).toContain("package_cache: apt-get is not installed: install the package apt");
  expect(run.outputs.metrics).toMatchObject({ files_deleted: 1 });
  expect(existsSync(join(folder, "logs/old.log.1"))).toBe(false);
});

test("of dnf: packages that nobody needs, and old kernels", { timeout: 180_000 }, async () => {
  const root = makeDnfRoot();
  const kernel = (version: string) => ({ name: "kernel", version });
  root.publish([
    { name: "library", version: "1.0" },
    { name: "application", version: "1.0", depends: "library" },
    { name: "wanted", version: "1.0" },
    kernel("1.2.3"),
    kernel("99.9.0"),
    kernel("99.13.0"),
  ]);
  root.dnf("install", "application", "wanted", "kernel-1.2.3", "kernel-99.9.0", "kernel-99.13.0");
  root.rpm("-e", "application");
  const params = {
    types: ["package_cache", "orphaned_packages", "old_kernels"],
    package_manager: "dnf",
    dnf_options: root.options,
  };

  const before = withoutIndexes(snapshot(root.folder));
  const dry = await runAction("cleanup", params, { env: root.env, dryRun: true });
  expect(dry).toMatchObject({ code: 0, outputs: { metrics: { packages_removed: 2 } } });
  expect(withoutIndexes(snapshot(root.folder))).toEqual(before);

  const run = await runAction("cleanup", params, { env: root.env });
  expect(run).toMatchObject({ code: 0, outputs: { metrics: { packages_removed: 2 } } });
  const removed = run.outputs.changes!.filter(({ kind }) => kind === "custom");
  expect(removed.map((change) => change["package"])).toEqual(["library.noarch", "kernel-1.2.3-1.noarch"]);
  expect(root.installed()).toMatchObject({ wanted: "1.0" });
  expect(root.installed()).not.toHaveProperty("library");
});
