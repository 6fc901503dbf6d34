import { expect, test } from "vitest";
import { toProblem } from "../../src/diagnostics/to-problem.ts";
import { findOwnFolder } from "../../src/reconcile/find-own-folder.ts";
import { findUngranted } from "../../src/reconcile/find-ungranted.ts";
import { catalogOf } from "../plan/catalog-of.ts";
import { makeStage } from "../execute/stage.ts";

test.each([
  ["a user that is not there", 'user = "no-such-user"', ["tasks.d/a.toml:1 there is no user"]],
  ["one that is for other hosts", 'user = "no-such-user"\nhosts = ["db"]', []],
  ["one that is disabled", 'user = "no-such-user"\nenabled = false', []],
  ["nothing special", "", []],
])("%s", async (_, keys, expected) => {
  const { executor } = (await makeStage()).play();
  const catalog = catalogOf({ "tasks.d/a.toml": `run = "true"\n${keys}` });
  const found = (await findUngranted(catalog, undefined, { executor, host: { name: "web", labels: [] }, own: [] })).map(
    toProblem,
  );
  expect(found.map(({ code }) => code)).toEqual(expected.map(() => "cannot-grant"));
  expected.forEach((text, i) => {
    const [place, ...words] = text.split(" ");
    expect(`${found[i]!.file}:${found[i]!.line}`).toBe(place);
    expect(found[i]!.message).toContain(words.join(" "));
  });
});

test.each([
  ["the state folder", "/srv/ops/.git/runner", true],
  ["what holds it", "/srv", true],
  ["what lies in it", "/srv/ops/.git/runner/runs", true],
  ["a glob that matches it", "/srv/*", true],
  ["a glob below it", "/srv/ops/.git/*/x", true],
  ["a neighbour", "/srv/ops/conf", false],
  ["a longer name", "/srv/ops/.github", false],
  ["a glob that does not", "/srv/*.conf", false],
])("a protected path is %s", (_, path, meets) => {
  const own = ["/srv/ops/.git"];
  expect(findOwnFolder([path], own)).toEqual(meets ? { path, folder: own[0] } : undefined);
});

test("who protects what the runner keeps is turned away", async () => {
  const { executor } = (await makeStage()).play();
  const catalog = catalogOf({ "tasks.d/a.toml": 'run = "true"\nprotect = ["/srv/ops"]' });
  const host = { name: "web", labels: [] };
  const found = await findUngranted(catalog, undefined, { executor, host, own: ["/srv/ops/.git"] });
  expect(found.map(({ code, message }) => `${code}: ${message}`)).toEqual([
    'protects-runner: "a" protects /srv/ops, which overlaps /srv/ops/.git: that is the runner\'s own.',
  ]);
});
