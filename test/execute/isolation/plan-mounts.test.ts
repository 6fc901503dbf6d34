import { expect, test } from "vitest";
import { parseMounts, planMounts } from "../../../src/execute/isolation/plan-mounts.ts";

const host = [
  { point: "/", options: "rw,relatime" },
  { point: "/proc", options: "rw,nosuid" },
  { point: "/sys", options: "rw,noexec" },
  { point: "/srv", options: "rw,nodev,noexec" },
  { point: "/srv/data/big", options: "rw" },
  { point: "/mnt/cd", options: "ro,nosuid" },
];

test.each<[what: string, readOnly: string[], writable: string[], bind: string[], made: string[]]>([
  [
    "everything: each mount for itself, what a program needs left out, but not the kernel's switches",
    ["/"],
    [],
    ["/proc/sys"],
    [
      "/ ro,relatime",
      "/srv ro,nodev,noexec",
      "/sys ro,noexec",
      "/mnt/cd ro,nosuid",
      "/proc/sys ro,nosuid",
      "/srv/data/big ro",
    ],
  ],
  [
    "everything but a folder: it is a mount of its own before",
    ["/"],
    ["/var/backups"],
    ["/proc/sys", "/var/backups"],
    [
      "/ ro,relatime",
      "/srv ro,nodev,noexec",
      "/sys ro,noexec",
      "/mnt/cd ro,nosuid",
      "/proc/sys ro,nosuid",
      "/srv/data/big ro",
    ],
  ],
  [
    "everything but a mount, and what is mounted below it",
    ["/"],
    ["/srv"],
    ["/proc/sys"],
    ["/ ro,relatime", "/sys ro,noexec", "/mnt/cd ro,nosuid", "/proc/sys ro,nosuid"],
  ],
  [
    "everything but the kernel's switches, where they are named",
    ["/"],
    ["/srv", "/sys", "/proc/sys"],
    ["/proc/sys"],
    ["/ ro,relatime", "/mnt/cd ro,nosuid"],
  ],
  [
    "a folder: with the options of the mount that it lies on",
    ["/srv/data"],
    [],
    ["/srv/data"],
    ["/srv/data ro,nodev,noexec", "/srv/data/big ro"],
  ],
  [
    "the deepest decides, whichever it is",
    ["/srv", "/srv/data/big/old"],
    ["/srv/data"],
    ["/srv/data", "/srv/data/big/old"],
    ["/srv ro,nodev,noexec", "/srv/data/big/old ro"],
  ],
  [
    "/proc, where it is named",
    ["/", "/proc"],
    ["/srv"],
    ["/proc/sys"],
    ["/ ro,relatime", "/proc ro,nosuid", "/sys ro,noexec", "/mnt/cd ro,nosuid", "/proc/sys ro,nosuid"],
  ],
  ["a folder whose name begins like another's", ["/srv/da"], [], ["/srv/da"], ["/srv/da ro,nodev,noexec"]],
  ["writable alone changes nothing", [], ["/srv/data"], ["/srv/data"], []],
])("%s", (_, readOnly, writable, bind, made) => {
  const plan = planMounts({ mounts: host, readOnly, writable, switches: ["/proc/sys"] });
  expect(plan.bind).toEqual(bind);
  expect(plan.readOnly.map(({ point, options }) => `${point} ${options}`)).toEqual(made);
});

test("mounts are read with their names as they are, and their own options, not those of the file system", () => {
  const text = [
    "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw,errors=remount-ro",
    String.raw`40 22 0:33 /sub /mnt/my\040disk\011\134x ro,nosuid - tmpfs none rw`,
    "",
  ].join("\n");
  expect(parseMounts(text)).toEqual([
    { point: "/", options: "rw,relatime" },
    { point: "/mnt/my disk\t\\x", options: "ro,nosuid" },
  ]);
});
