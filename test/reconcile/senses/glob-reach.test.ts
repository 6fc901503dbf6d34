import { expect, test } from "vitest";
import { globReach } from "../../../src/reconcile/senses/glob-reach.ts";

test.each([
  { glob: "/etc/hosts", folder: "/etc", holds: ["/", "/etc"], not: ["/etc/ssh", "/etcx", "/var"] },
  { glob: "/etc/*.conf", folder: "/etc", holds: ["/etc"], not: ["/etc/ssh", "/etc/ssh/x"] },
  { glob: "/*", folder: "/", holds: ["/"], not: ["/etc"] },
  {
    glob: "/srv/*/in/*.csv",
    folder: "/srv",
    holds: ["/srv/a", "/srv/a/in"],
    not: ["/srv/.a", "/srv/a/out", "/srv/a/in/b"],
  },
  { glob: "/srv/a/**/*.csv", folder: "/srv/a", holds: ["/srv/a/b/c"], not: [] },
  { glob: "/srv/x*/**", folder: "/srv", holds: ["/srv/x1/b/c"], not: ["/srv/y/b"] },
  { glob: "/srv/.cfg/.*", folder: "/srv/.cfg", holds: ["/srv/.cfg"], not: [] },
  { glob: "/srv/{a/b,c}/x", folder: "/srv", holds: ["/srv/a", "/srv/a/b"], not: [] },
  { glob: "/srv/{a,b}/*.x", folder: "/srv", holds: ["/srv/a"], not: ["/srv/c", "/srv/a/b"] },
  { glob: "/srv//a/./*.x", folder: "/srv/a", holds: ["/srv/a"], not: ["/srv/a/b"] },
])("$glob begins in $folder", ({ glob, folder, holds, not }) => {
  const reach = globReach(glob);
  expect(reach.folder).toBe(folder);
  expect(holds.filter((path) => !reach.mayHold(path))).toEqual([]);
  expect(not.filter((path) => reach.mayHold(path))).toEqual([]);
});
