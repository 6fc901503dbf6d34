import { expect, test } from "vitest";
import { toProblem } from "../../src/diagnostics/to-problem.ts";
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
  const found = (await findUngranted(catalog, undefined, { executor, host: { name: "web", labels: [] } })).map(
    toProblem,
  );
  expect(found.map(({ code }) => code)).toEqual(expected.map(() => "cannot-grant"));
  expected.forEach((text, i) => {
    const [place, ...words] = text.split(" ");
    expect(`${found[i]!.file}:${found[i]!.line}`).toBe(place);
    expect(found[i]!.message).toContain(words.join(" "));
  });
});
