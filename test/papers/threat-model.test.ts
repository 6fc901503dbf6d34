import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const page = readFileSync(new URL("../../docs/threat-model.md", import.meta.url), "utf8");

/** Items of lists, each with what follows it up to the next one. */
const claims = page.split(/^- /m).slice(1);
const proofs = [...page.matchAll(/`(test\/[^`]+\.test\.ts)`: “([^”]+)”/g)].map(
  ([, file, name]) => [file!, name!] as const,
);

const isThere = (path: string): boolean => existsSync(new URL(`../../${path}`, import.meta.url));

test("the page names tests", () => {
  expect(proofs.length).toBeGreaterThan(20);
});

test.each(proofs)("%s: %s", (file, name) => {
  expect(isThere(file)).toBe(true);
  const text = readFileSync(new URL(`../../${file}`, import.meta.url), "utf8");
  const opens = new RegExp(`\\b(?:test|describe)\\b[^\\n]*`, "g");
  // A name may stand on a line of its own behind a table of rows.
  const named = [...text.matchAll(opens), ...text.matchAll(/^\s*\]\)?\)?\(?"[^\n]*/gm)].map(([line]) => line);
  expect(
    named.some((line) => line.includes(`"${name}"`) || line.includes(`'${name}'`)),
    name,
  ).toBe(true);
});

test("each claim has its test; what is not protected has none to name", () => {
  const [protects] = page.split("## What it does not protect against");
  const bare = protects!
    .split(/^- /m)
    .slice(1)
    .filter((claim) => !/`test\/[^`]+\.test\.ts`: “/.test(claim));
  expect(bare).toEqual([]);
  expect(claims.length).toBeGreaterThan(10);
});
