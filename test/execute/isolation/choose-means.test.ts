import { describe, expect, test } from "vitest";
import type { Abilities, Tool } from "../../../src/execute/isolation/abilities.ts";
import { chooseMeans } from "../../../src/execute/isolation/choose-means.ts";
import type { Account } from "../../../src/execute/isolation/find-account.ts";
import type { Isolation, Limits } from "../../../src/model/isolation.ts";
import { noIsolation, noLimits } from "../../../src/model/isolation.ts";

const all: readonly Tool[] = ["setpriv", "unshare", "mount", "prlimit", "nice", "ionice", "bwrap", "ip"];
const pathsOf = (tools: readonly Tool[]) => new Map(tools.map((tool) => [tool, `/usr/bin/${tool}`]));
const root: Abilities = {
  uid: 0,
  gid: 0,
  tools: pathsOf(all),
  mounts: "unshare",
  networks: "unshare",
  nice: 0,
  controllers: new Set(["memory", "pids", "cpu", "io"]),
};

/** A host for each kind of means that a runner may have. */
const hosts = {
  root,
  "root without control groups": { ...root, controllers: new Set<string>() },
  "root in a container that forbids namespaces": { ...root, mounts: undefined, networks: undefined },
  user: { ...root, uid: 1000, gid: 1000, mounts: "bwrap", controllers: new Set<string>() },
  "user without bubblewrap": {
    ...root,
    uid: 1000,
    gid: 1000,
    tools: pathsOf(all.filter((tool) => tool !== "bwrap")),
    mounts: undefined,
    controllers: new Set<string>(),
  },
  "user whose kernel forbids namespaces": { ...root, uid: 1000, gid: 1000, mounts: undefined, networks: undefined },
  "user with bubblewrap alone": { ...root, uid: 1000, gid: 1000, mounts: "bwrap", networks: "bwrap" },
  "a bare system": {
    ...root,
    tools: new Map(),
    mounts: undefined,
    networks: undefined,
    controllers: new Set<string>(),
  },
} satisfies Record<string, Abilities>;
type Host = keyof typeof hosts;

const anna: Account = { name: "anna", uid: 1001, gid: 1001, home: "/home/anna", shell: "/bin/sh", isListed: true };
const me: Account = { ...anna, name: "me", uid: 1000, gid: 1000 };
const superuser: Account = { ...anna, name: "root", uid: 0, gid: 0 };
const asked = (isolation: Partial<Isolation>): Isolation => ({ ...noIsolation, ...isolation });
const limited = (limits: Partial<Limits>): Isolation => asked({ limits: { ...noLimits, ...limits } });

/** The wish as a task writes it, and as whom. */
const wishes = {
  "user = anna": [asked({ user: { name: "anna", group: undefined } }), anna],
  "user = the runner's": [asked({ user: { name: "me", group: undefined } }), me],
  "user = root": [asked({ user: { name: "root", group: undefined } }), superuser],
  "umask = 027": [asked({ umask: 0o027 }), undefined],
  no_new_privileges: [asked({ noNewPrivileges: true }), undefined],
  "network = false": [asked({ network: false }), undefined],
  "read_only = /": [asked({ readOnly: ["/"], writable: ["/srv"] }), undefined],
  "read_only = /, user = anna": [asked({ readOnly: ["/"], user: { name: "anna", group: undefined } }), anna],
  "read_only and network": [asked({ readOnly: ["/"], network: false }), undefined],
  "memory = 1M": [limited({ memoryBytes: 1024 ** 2 }), undefined],
  "cpu = 1.5": [limited({ cpuPercent: 150 }), undefined],
  "processes = 9": [limited({ processes: 9 }), undefined],
  "processes = 9, user = anna": [{ ...limited({ processes: 9 }), user: { name: "anna", group: undefined } }, anna],
  "open_files = 9": [limited({ openFiles: 9 }), undefined],
  "file_size = 9B": [limited({ fileSizeBytes: 9 }), undefined],
  "nice = 5": [limited({ nice: 5 }), undefined],
  "nice = -5": [limited({ nice: -5 }), undefined],
  "io = idle": [limited({ io: "idle" }), undefined],
} satisfies Record<string, readonly [Isolation, Account | undefined]>;
const waysOut = ["sys_admin", "sys_ptrace", "sys_module", "sys_rawio"];
type Wish = keyof typeof wishes;

function choose(host: Host, wish: Wish) {
  const [isolation, account] = wishes[wish];
  return chooseMeans(isolation, account, hosts[host]);
}

/** The keys for which something is lacking, with what; undefined: it is granted. */
function lacksOf(host: Host, wish: Wish): readonly string[] | undefined {
  const choice = choose(host, wish);
  return choice.kind === "fence" ? undefined : choice.lacks.map(({ key, problem }) => `${key}: ${problem}`);
}

const noPids =
  "limits.processes: it has no control group with a pids controller for the runner, and the kernel counts no processes of root's";
const noCpu = "limits.cpu: it has no control group with a cpu controller for the runner";
const noNetwork = "network: it allows no network namespace";
const noMounts = "read_only: it allows no mount namespace";
const noBubblewrap = "read_only: it has no working bubblewrap, and the runner is not root";
const notRoot = "user: the runner is not root";
const notBefore = "limits.nice: only root may go before 0";
const missing = (key: string, tool: Tool): string => `${key}: ${tool} is not installed`;

/** What each host refuses, by wish; whatever is not here is granted. */
const refused: Record<Host, Partial<Record<Wish, readonly string[]>>> = {
  root: {},
  "root without control groups": { "cpu = 1.5": [noCpu], "processes = 9": [noPids] },
  "root in a container that forbids namespaces": {
    "network = false": [noNetwork],
    "read_only = /": [noMounts],
    "read_only = /, user = anna": [noMounts],
    "read_only and network": [noMounts, noNetwork],
  },
  user: {
    "user = anna": [notRoot],
    "user = root": [notRoot],
    "read_only = /, user = anna": [notRoot],
    "cpu = 1.5": [noCpu],
    "processes = 9, user = anna": [notRoot],
    "nice = -5": [notBefore],
  },
  "user without bubblewrap": {
    "user = anna": [notRoot],
    "user = root": [notRoot],
    "read_only = /": [noBubblewrap],
    "read_only = /, user = anna": [notRoot, noBubblewrap],
    "read_only and network": [noBubblewrap],
    "cpu = 1.5": [noCpu],
    "processes = 9, user = anna": [notRoot],
    "nice = -5": [notBefore],
  },
  "user whose kernel forbids namespaces": {
    "user = anna": [notRoot],
    "user = root": [notRoot],
    "network = false": [noNetwork],
    "read_only = /": [noBubblewrap],
    "read_only = /, user = anna": [notRoot, noBubblewrap],
    "read_only and network": [noBubblewrap, noNetwork],
    "processes = 9, user = anna": [notRoot],
    "nice = -5": [notBefore],
  },
  "user with bubblewrap alone": {
    "user = anna": [notRoot],
    "user = root": [notRoot],
    "read_only = /, user = anna": [notRoot],
    "processes = 9, user = anna": [notRoot],
    "nice = -5": [notBefore],
  },
  "a bare system": {
    "user = anna": [missing("user", "setpriv")],
    "user = the runner's": [missing("user", "setpriv")],
    no_new_privileges: [missing("no_new_privileges", "setpriv")],
    "network = false": [noNetwork],
    "read_only = /": [noMounts],
    "read_only = /, user = anna": [missing("user", "setpriv"), noMounts],
    "read_only and network": [noMounts, noNetwork],
    "memory = 1M": [missing("limits.memory", "prlimit"), missing("limits", "setpriv")],
    "cpu = 1.5": [noCpu],
    "processes = 9": [noPids],
    "processes = 9, user = anna": [missing("user", "setpriv"), missing("limits.processes", "prlimit")],
    "open_files = 9": [missing("limits.open_files", "prlimit"), missing("limits", "setpriv")],
    "file_size = 9B": [missing("limits.file_size", "prlimit"), missing("limits", "setpriv")],
    "nice = 5": [missing("limits.nice", "nice")],
    "nice = -5": [missing("limits.nice", "nice")],
    "io = idle": [missing("limits.io", "ionice")],
  },
};

describe.each(Object.keys(hosts) as Host[])("on a host with %s", (host) => {
  test("each wish is granted, or refused for what is lacking", () => {
    const found = (Object.keys(wishes) as Wish[]).map((wish) => [wish, lacksOf(host, wish) ?? "granted"]);
    const expected = (Object.keys(wishes) as Wish[]).map((wish) => [wish, refused[host][wish] ?? "granted"]);
    expect(found).toEqual(expected);
  });
});

test.each<[Host, Wish, unknown]>([
  ["root", "user = anna", { becomes: anna, forbidden: [] }],
  ["root", "user = root", { becomes: undefined }],
  ["user", "user = the runner's", { becomes: undefined }],
  ["root", "read_only = /", { files: { by: "unshare", readOnly: ["/"], writable: ["/srv"] }, forbidden: waysOut }],
  ["user", "read_only = /", { files: { by: "bwrap", readOnly: ["/"], writable: ["/srv"] }, forbidden: [] }],
  ["root", "network = false", { network: "unshare", ownUsers: false, forbidden: waysOut }],
  ["user", "network = false", { network: "unshare", ownUsers: true, forbidden: [] }],
  ["user", "read_only and network", { files: { by: "bwrap" }, network: "bwrap" }],
  ["user with bubblewrap alone", "network = false", { network: "bwrap" }],
  [
    "root",
    "memory = 1M",
    {
      group: [
        ["memory.max", "1048576"],
        ["memory.swap.max", "0"],
        ["memory.oom.group", "1"],
      ],
      rlimits: [],
      watchedMemory: undefined,
    },
  ],
  ["user", "memory = 1M", { group: [], rlimits: ["--data=269484032"], watchedMemory: 1_048_576 }],
  ["root", "cpu = 1.5", { group: [["cpu.max", "150000 100000"]] }],
  ["root", "processes = 9", { group: [["pids.max", "9"]], rlimits: [] }],
  ["user", "processes = 9", { group: [], rlimits: ["--nproc=9"] }],
  ["root without control groups", "processes = 9, user = anna", { becomes: anna, rlimits: ["--nproc=9"] }],
  ["root", "read_only = /, user = anna", { becomes: anna, forbidden: waysOut }],
  ["root", "open_files = 9", { group: undefined, rlimits: ["--nofile=9"], forbidden: ["sys_resource"] }],
  ["user", "open_files = 9", { group: undefined, rlimits: ["--nofile=9"], forbidden: [] }],
  ["root", "file_size = 9B", { group: undefined, rlimits: ["--fsize=9"] }],
  ["root", "nice = -5", { nice: -5 }],
  ["user", "io = idle", { ionice: ["-c", "3"] }],
])("a host with %s grants %s by the means it has", (host, wish, fence) => {
  expect(choose(host, wish)).toMatchObject({ kind: "fence", fence });
});

test("whatever is refused is refused with what to do about it", () => {
  const hints = (Object.keys(hosts) as Host[]).flatMap((host) =>
    (Object.keys(wishes) as Wish[]).flatMap((wish) => {
      const choice = choose(host, wish);
      return choice.kind === "lacks" ? choice.lacks.map(({ hint }) => hint) : [];
    }),
  );
  expect(hints.length).toBeGreaterThan(30);
  expect(hints.filter((hint) => !/^[A-Z].*\.$/.test(hint))).toEqual([]);
});
