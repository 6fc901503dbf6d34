import { expect, test } from "vitest";
import { canonicalUrl } from "../../src/reconcile/canonical-url.ts";

test.each([
  "git@host.example:team/ops.git",
  "host.example:team/ops",
  "host.example:/team/ops/",
  "ssh://git@host.example/team/ops.git",
  "ssh://host.example:22/team/ops",
  "ssh://HOST.example/team//ops.git/",
  "git+ssh://you@host.example/team/ops",
  "https://host.example/team/ops.git",
  "https://you:word@host.example:443/team/ops",
  "http://host.example:80/team/ops",
  "git://host.example:9418/team/ops",
])("%s is one repository", (url) => {
  expect(canonicalUrl(url, "/")).toBe("host.example/team/ops");
});

test.each([
  ["https://host.example:8443/team/ops.git", "host.example:8443/team/ops"],
  ["ssh://git@host.example:2222/team/ops", "host.example:2222/team/ops"],
  ["https://host.example/team/ops2", "host.example/team/ops2"],
  ["https://host.example/Team/ops", "host.example/Team/ops"],
  ["git@[::1]:ops.git", "[::1]/ops"],
  ["/nowhere/ops.git", "/nowhere/ops"],
  ["/nowhere/ops/.git", "/nowhere/ops"],
  ["file:///nowhere/ops/", "/nowhere/ops"],
  ["../ops", "/nowhere/ops"],
  ["./a:b", "/nowhere/here/a:b"],
])("%s is %s", (url, canonical) => {
  expect(canonicalUrl(url, "/nowhere/here")).toBe(canonical);
});
