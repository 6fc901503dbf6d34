import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Package } from "./apt-root.ts";
import { makeFolder } from "./run-action.ts";

/** dnf and rpm with a root and a repository of their own: the host's packages are never touched. */
export interface DnfRoot {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /** For `dnf_options`. */
  readonly options: readonly string[];
  /** `security`: names of packages whose newest version closes a hole. */
  readonly publish: (packages: readonly Package[], security?: readonly string[]) => void;
  readonly dnf: (...words: string[]) => string;
  readonly rpm: (...words: string[]) => string;
  /** Versions by name. */
  readonly installed: () => Readonly<Record<string, string>>;
}

export function makeDnfRoot(): DnfRoot {
  const base = makeFolder();
  const [folder, repository, home] = ["root", "repository", "home"].map((name) => join(base, name)) as [
    string,
    string,
    string,
  ];
  for (const each of [folder, repository, home]) mkdirSync(each);
  // Debian's rpm has its database in the home folder.
  writeFileSync(join(home, ".rpmmacros"), "%_dbpath /var/lib/rpm\n");
  const env = { HOME: home };
  const run = (program: string, words: readonly string[]): string =>
    execFileSync(program, words, {
      encoding: "utf8",
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
  const options = [`--installroot=${folder}`, "--releasever=1"];
  mkdirSync(join(folder, "etc/yum.repos.d"), { recursive: true });
  const source = ["[test]", "name=test", `baseurl=file://${repository}`, "gpgcheck=0", "metadata_expire=0", ""];
  writeFileSync(join(folder, "etc/yum.repos.d/test.repo"), source.join("\n"));
  const publish: DnfRoot["publish"] = (packages, security = []) => {
    for (const each of packages) build(run, base, repository, each);
    rmSync(join(repository, "repodata"), { recursive: true, force: true });
    run("createrepo_c", ["-q", repository]);
    const news = join(base, "updateinfo.xml");
    writeFileSync(news, advisory(packages.filter(({ name }) => security.includes(name))));
    run("modifyrepo_c", [news, join(repository, "repodata")]);
  };
  const rpm: DnfRoot["rpm"] = (...words) => run("rpm", ["--root", folder, ...words]);
  return {
    folder,
    env,
    options,
    publish,
    dnf: (...words) => run("dnf", ["-y", "-q", ...options, ...words]),
    rpm,
    installed: () => {
      const printed = rpm("-qa", "--qf", "%{NAME} %{VERSION}\\n");
      const rows = printed.split("\n").filter((line) => line !== "");
      return Object.fromEntries(rows.map((line) => line.split(" ") as [string, string]));
    },
  };
}

/** SQLite's index in memory, which is a file, is another after any question to it. */
export function withoutIndexes(files: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).filter(([path]) => !path.endsWith(".sqlite-shm")));
}

type Run = (program: string, words: readonly string[]) => string;

function build(run: Run, base: string, repository: string, { name, version, depends }: Package): void {
  const spec = join(base, `${name}.spec`);
  const lines = [
    `Name: ${name}`,
    `Version: ${version}`,
    "Release: 1",
    "Summary: test",
    "License: none",
    "BuildArch: noarch",
    ...(depends ? [`Requires: ${depends}`] : []),
    "%description",
    "test",
    "%install",
    `mkdir -p %{buildroot}/usr/share/${name}-${version}`,
    `echo ${version} > %{buildroot}/usr/share/${name}-${version}/version`,
    "%files",
    `/usr/share/${name}-${version}/version`,
    "",
  ];
  writeFileSync(spec, lines.join("\n"));
  run("rpmbuild", ["-bb", "--quiet", "--define", `_topdir ${base}/build`, "--define", `_rpmdir ${repository}`, spec]);
}

function advisory(packages: readonly Package[]): string {
  const about = packages.map(
    ({ name, version }) =>
      `<update from="test" status="final" type="security" version="1"><id>T-${name}</id><title>hole</title>` +
      `<issued date="2026-01-01 00:00:00"/><severity>Important</severity><pkglist><collection short="t"><name>t</name>` +
      `<package name="${name}" version="${version}" release="1" epoch="0" arch="noarch">` +
      `<filename>${name}-${version}-1.noarch.rpm</filename></package></collection></pkglist></update>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n<updates>${about.join("")}</updates>\n`;
}
