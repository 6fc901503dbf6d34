import { expect, test } from "vitest";
import { makeTaskRepository } from "./task-repository.ts";

const files = {
  "tasks.d/clear-cache.toml": 'on = { request = { category = "Device Slow", min_confidence = 0.8 } }\nrun = "true"\n',
  "tasks.d/vpn.toml": 'on = { request = { category = "VPN Issue" } }\nrun = "true"\n',
  "tasks.d/off.toml": 'on = { request = { category = "VPN Issue" } }\nenabled = false\nrun = "true"\n',
};

test("a category instead of a task: says what it chose and why, and the report knows", async () => {
  const repository = makeTaskRepository(files);
  const { code, out, err } = await repository.call("run --category device_slow --confidence 0.9 --json");
  expect(code).toBe(0);
  expect(err).toContain('chose clear-cache: it answers "device_slow" from a confidence of 0.8 on, given 0.9\n');
  expect(JSON.parse(out)).toMatchObject([{ task: "clear-cache", status: "success" }]);
  expect(JSON.parse((await repository.call("history --json")).out)).toMatchObject([
    { trigger: { kind: "request", category: "device_slow", confidence: 0.9 } },
  ]);
});

test.each([
  {
    words: "run --category device-slow --confidence 0.5",
    err: /a confidence of 0\.5 is too little[^]*clear-cache \(0\.8\)/,
  },
  {
    words: "run --category device-slo",
    err: /no task answers[^]*Did you mean "Device Slow"\? There are: Device Slow, VPN Issue/,
  },
  { words: "run --category VPN --confidence much", err: /--confidence much is none[^]*0 to 1/ },
  { words: "run vpn --category VPN", err: /a task and a category were given/ },
  { words: "run", err: /which task is to run\?/ },
])("refused: $words", async ({ words, err }) => {
  const repository = makeTaskRepository(files);
  const called = await repository.call(words);
  expect(called.code).toBe(2);
  expect(called.err).toMatch(err);
});
