import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import type { Server } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach } from "vitest";
import { writeFiles } from "./make-repository.ts";
import { makeFolder } from "./run-action.ts";

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** Serves what is at a path, until the test has ended; 404 for all else. Its address has no slash at the end. */
async function serve(find: (path: string, address: string) => string | Buffer | undefined): Promise<string> {
  const server = createServer((request, response) => {
    const found = find(decodeURIComponent(request.url!), address());
    response.writeHead(found === undefined ? 404 : 200, {
      "content-type": String(found).startsWith("<") ? "text/html" : "application/json",
    });
    response.end(found ?? "{}");
  });
  const address = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return address();
}

/** A registry of npm's: packages that export their version, and have no dependencies. */
export async function serveNpm(packages: Readonly<Record<string, readonly string[]>>): Promise<string> {
  const folder = makeFolder();
  const files = new Map<string, Buffer>();
  for (const [name, versions] of Object.entries(packages))
    for (const version of versions) {
      const parts = join(folder, name, version);
      const manifest = JSON.stringify({ name, version, main: "index.js" });
      writeFiles(parts, { "package/package.json": manifest, "package/index.js": `module.exports = "${version}";\n` });
      files.set(`/${name}-${version}.tgz`, execFileSync("tar", ["-cz", "-C", parts, "package"]));
    }
  return serve((path, address) => {
    const versions = packages[path.slice(1)];
    if (!versions) return files.get(path);
    const name = path.slice(1);
    const about = versions.map((version) => {
      const tarball = `${address}/${name}-${version}.tgz`;
      const integrity = `sha512-${createHash("sha512")
        .update(files.get(`/${name}-${version}.tgz`)!)
        .digest("base64")}`;
      return [version, { name, version, dist: { tarball, integrity } }];
    });
    const newest = versions.filter((version) => !version.includes("-")).at(-1);
    return JSON.stringify({ name, "dist-tags": { latest: newest }, versions: Object.fromEntries(about) as object });
  });
}

/** An index of pip's: packages that have a `version`. */
export async function servePython(packages: Readonly<Record<string, readonly string[]>>): Promise<string> {
  const folder = makeFolder();
  const make = `
import sys, zipfile
name, version, path = sys.argv[1:]
about = f"{name}-{version}.dist-info"
with zipfile.ZipFile(path, "w") as wheel:
    wheel.writestr(f"{name}.py", f"version = '{version}'\\n")
    wheel.writestr(f"{about}/METADATA", f"Metadata-Version: 2.1\\nName: {name}\\nVersion: {version}\\n")
    wheel.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
    wheel.writestr(f"{about}/RECORD", "".join(f"{each},,\\n" for each in [*wheel.namelist(), f"{about}/RECORD"]))
`;
  return serve((path) => {
    const [, kind, name = ""] = path.split("/");
    if (kind === "simple")
      return packages[name]
        ?.map((version) => `<a href="/files/${name}-${version}-py3-none-any.whl">${name}</a>`)
        .join("<br>");
    const [stem, version] = name.split("-");
    if (!stem || !version || !packages[stem]) return undefined;
    execFileSync("python3", ["-c", make, stem, version, join(folder, name)]);
    return readFileSync(join(folder, name));
  });
}

/** A registry of cargo's in a folder: crates that have a `VERSION`. Gives the configuration that leads to it. */
export function makeCrates(crates: Readonly<Record<string, readonly string[]>>): string {
  const registry = makeFolder();
  for (const [name, versions] of Object.entries(crates)) {
    const lines = versions.map((version) => {
      const stem = `${name}-${version}`;
      writeFiles(join(registry, "sources"), {
        [`${stem}/Cargo.toml`]: `[package]\nname = "${name}"\nversion = "${version}"\nedition = "2018"\n`,
        [`${stem}/src/lib.rs`]: `pub const VERSION: &str = "${version}";\n`,
      });
      const archive = join(registry, `${stem}.crate`);
      execFileSync("tar", ["-czf", archive, "-C", join(registry, "sources"), stem]);
      const cksum = createHash("sha256").update(readFileSync(archive)).digest("hex");
      return JSON.stringify({ name, vers: version, deps: [], cksum, features: {}, yanked: false });
    });
    // As the index of crates.io: names of four letters and more by two and two of them.
    writeFiles(join(registry, "index", name.slice(0, 2), name.slice(2, 4)), { [name]: `${lines.join("\n")}\n` });
  }
  const local = `[source.local]\nlocal-registry = "${registry}"\n`;
  return `[source.crates-io]\nreplace-with = "local"\n${local}`;
}

/** A module proxy of Go's in a folder: modules that have a `Version`. Gives the variables that lead to it. */
export function makeModules(modules: Readonly<Record<string, readonly string[]>>): Record<string, string> {
  const proxy = makeFolder();
  for (const [path, versions] of Object.entries(modules)) {
    const folder = join(proxy, path, "@v");
    mkdirSync(folder, { recursive: true });
    writeFiles(folder, { list: `${versions.join("\n")}\n` });
    for (const version of versions) {
      const mod = `module ${path}\n\ngo 1.19\n`;
      const source = `package ${path.split("/").at(-1)}\n\nconst Version = "${version}"\n`;
      writeFiles(folder, {
        [`${version}.info`]: JSON.stringify({ Version: version, Time: "2026-01-01T00:00:00Z" }),
        [`${version}.mod`]: mod,
      });
      const zip = `import sys, zipfile\nwith zipfile.ZipFile(sys.argv[1], "w") as z:\n  for name, text in zip(sys.argv[2::2], sys.argv[3::2]): z.writestr(name, text)\n`;
      const inside = `${path}@${version}`;
      const files = [`${inside}/go.mod`, mod, `${inside}/it.go`, source];
      execFileSync("python3", ["-c", zip, join(folder, `${version}.zip`), ...files]);
    }
  }
  return { GOPROXY: `file://${proxy}`, GOSUMDB: "off", GOFLAGS: "-modcacherw" };
}
