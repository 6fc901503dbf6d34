import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { makeFolder } from "./run-action.ts";

export interface Package {
  readonly name: string;
  readonly version: string;
  readonly depends?: string;
  /** Contents by path. By default a file that says the version. */
  readonly files?: Readonly<Record<string, string>>;
}

/**
 * apt and dpkg with a root, state, cache and archive of their own, to which APT_CONFIG leads: the host's packages are never
 * touched. The archive has two suites, of which one is for security.
 */
export interface AptRoot {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  readonly publish: (suite: "stable" | "stable-security", packages: readonly Package[]) => void;
  /** Takes a version out of the archive again. */
  readonly withdraw: (name: string, version: string) => void;
  /** As apt-get does, with what this prints. */
  readonly apt: (...words: string[]) => string;
  /** A command of the host's that apt executes before it installs. */
  readonly beforeInstall: (command: string) => void;
  /** Versions by name. */
  readonly installed: () => Readonly<Record<string, string>>;
}

const emptyFolders = [
  "etc/apt/apt.conf.d",
  "etc/apt/preferences.d",
  "etc/apt/trusted.gpg.d",
  "var/cache/apt/archives/partial",
  "var/lib/apt/lists/partial",
  "var/lib/dpkg/info",
  "var/lib/dpkg/updates",
  "var/lib/dpkg/triggers",
  "var/log/apt",
];

const suites = ["stable", "stable-security"] as const;

export function makeAptRoot(): AptRoot {
  const folder = makeFolder();
  const architecture = execFileSync("dpkg", ["--print-architecture"], { encoding: "utf8" }).trim();
  write(join(folder, "apt.conf"), configuration(folder, architecture));
  write(
    join(folder, "etc/apt/sources.list"),
    suites.map((suite) => `deb [trusted=yes] file:${folder}/archive ${suite} main\n`).join(""),
  );
  write(join(folder, "var/lib/dpkg/status"), "");
  for (const place of emptyFolders) mkdirSync(join(folder, place), { recursive: true });
  const env = { APT_CONFIG: join(folder, "apt.conf") };
  const all = { stable: [] as string[], "stable-security": [] as string[] };
  const publish: AptRoot["publish"] = (suite, packages) => {
    for (const each of packages)
      all[suite].push(describe(folder, build(folder, each, architecture), each, architecture));
    for (const each of suites) writeSuite(folder, each, all[each].join("\n"), architecture);
  };
  const withdraw: AptRoot["withdraw"] = (name, version) => {
    for (const each of suites)
      all[each] = all[each].filter((text) => !text.startsWith(`Package: ${name}\nVersion: ${version}\n`));
    publish("stable", []);
  };
  publish("stable", []);
  const apt = (...words: string[]): string =>
    execFileSync("apt-get", ["-y", "-q", ...words], {
      encoding: "utf8",
      env: { ...process.env, ...env, DEBIAN_FRONTEND: "noninteractive" },
      stdio: ["ignore", "pipe", "pipe"],
    });
  const installed = (): Record<string, string> => {
    const format = "-f=${db:Status-Abbrev} ${Package} ${Version}\\n";
    const printed = execFileSync("dpkg-query", [`--admindir=${folder}/var/lib/dpkg`, "-W", format], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    const rows = printed.split("\n").filter((line) => /^.i /.test(line));
    return Object.fromEntries(rows.map((line) => line.split(/ +/).slice(1) as [string, string]));
  };
  const beforeInstall: AptRoot["beforeInstall"] = (command) =>
    write(join(folder, "etc/apt/apt.conf.d/hook"), `DPkg::Pre-Invoke { "${command}"; };\n`);
  return { folder, env, publish, withdraw, beforeInstall, apt, installed };
}

function configuration(folder: string, architecture: string): string {
  return [
    `Dir "${folder}/";`,
    `Dir::State::status "${folder}/var/lib/dpkg/status";`,
    // dpkg's own settings name the host's log.
    `DPkg::Options { "--root=${folder}"; "--log=${folder}/var/log/dpkg.log"; };`,
    `APT::Architecture "${architecture}";`,
    `APT::Architectures { "${architecture}"; };`,
    'APT::Sandbox::User "root";',
    'Acquire::Languages "none";',
    // Of a local archive apt would take packages without a copy.
    'Acquire::file::Copy "true";',
    "",
  ].join("\n");
}

function build(folder: string, { name, version, depends, files }: Package, architecture: string): string {
  const tree = join(folder, "build", `${name}_${version}`);
  const control = [
    `Package: ${name}`,
    `Version: ${version}`,
    `Architecture: ${architecture}`,
    "Maintainer: Test <test@example.org>",
    "Installed-Size: 40",
    ...(depends ? [`Depends: ${depends}`] : []),
    "Description: test",
    "",
  ];
  write(join(tree, "DEBIAN/control"), control.join("\n"));
  const contents = files ?? { [`/usr/share/${name}/version`]: version };
  for (const [path, text] of Object.entries(contents)) write(join(tree, path), text);
  const target = `pool/${name}_${version}_${architecture}.deb`;
  mkdirSync(join(folder, "archive/pool"), { recursive: true });
  execFileSync("dpkg-deb", ["-Znone", "--root-owner-group", "-b", tree, join(folder, "archive", target)], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  return target;
}

function describe(folder: string, file: string, { name, version, depends }: Package, architecture: string): string {
  const path = join(folder, "archive", file);
  return [
    `Package: ${name}`,
    `Version: ${version}`,
    `Architecture: ${architecture}`,
    "Maintainer: Test <test@example.org>",
    "Installed-Size: 40",
    ...(depends ? [`Depends: ${depends}`] : []),
    `Filename: ${file}`,
    `Size: ${statSync(path).size}`,
    `SHA256: ${hash(readFileSync(path))}`,
    "Description: test",
    "",
  ].join("\n");
}

function writeSuite(folder: string, suite: string, packages: string, architecture: string): void {
  const base = join(folder, "archive/dists", suite);
  write(join(base, `main/binary-${architecture}/Packages`), packages);
  const release = [
    "Origin: Test",
    `Suite: ${suite}`,
    `Codename: ${suite}`,
    `Architectures: ${architecture}`,
    "Components: main",
    `Date: ${new Date().toUTCString().replace("GMT", "UTC")}`,
    "SHA256:",
    ` ${hash(packages)} ${Buffer.byteLength(packages)} main/binary-${architecture}/Packages`,
    "",
  ];
  write(join(base, "Release"), release.join("\n"));
}

function hash(bytes: string | Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
