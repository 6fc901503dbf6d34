import { describe, expect, test } from "vitest";
import { anyMatters, judgeRevision } from "../../src/decide/index.ts";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import type { Catalog } from "../../src/model/catalog.ts";
import type { Sha } from "../../src/model/ids.ts";
import { makeSettings, makeTask } from "./world.ts";

function catalog(ids: readonly string[], git: Partial<Catalog["settings"]["git"]> = {}): Catalog {
  const settings = makeSettings();
  return {
    tasks: new Map(ids.map((id) => [makeTask(id).id, makeTask(id, { digest: id })])),
    settings: { ...settings, git: { ...settings.git, ...git } },
  };
}

const error: Diagnostic = {
  code: "wrong-type",
  severity: "error",
  message: "m",
  hint: undefined,
  related: [],
  span: { source: { path: "tasks.d/a.toml", text: "" }, start: 0, end: 0 },
};

const sha = "30ca98c000000000000000000000000000000000" as Sha;
const ten = Array.from({ length: 10 }, (_, i) => `t${i}`);

const rewound = { remembered: undefined, shallow: false };
const unsigned = { kind: "refused", reason: "unsigned", detail: "commit 1a2b of Ann is not signed" } as const;

function judge(before: readonly string[], after: readonly string[] | undefined, more: object = {}) {
  return judgeRevision({
    catalog: after && catalog(after),
    diagnostics: after ? [] : [error],
    inForce: new Map(before.map((id) => [id, { digest: id }])),
    rewound: undefined,
    signature: undefined,
    allowRewind: false,
    maxRemoved: 50,
    acknowledged: false,
    sha,
    ...more,
  });
}

describe("a revision is", () => {
  test.each([
    ["applied", "the first one", [], ["a"], {}],
    ["applied", "the first one, and empty", [], [], {}],
    ["applied", "one that changes nothing", ["a"], ["a"], {}],
    ["applied", "one that removes half of ten", ten, ten.slice(5), {}],
    ["held", "one that removes more than half of ten", ten, ten.slice(6), {}],
    ["applied", "one that removes three of four: fewer than five are no mass", ten.slice(0, 4), ten.slice(0, 1), {}],
    ["held", "one that removes the only task", ["a"], [], {}],
    ["held", "one that removes more than max_removed", ten, ten.slice(5), { maxRemoved: 40 }],
    ["applied", "a mass removal that somebody let through", ten, [], { acknowledged: true }],
    ["rejected", "one with errors", ["a"], undefined, {}],
    ["rejected", "one that rewinds", ["a"], ["a", "b"], { rewound }],
    ["applied", "one that rewinds where that is allowed", ["a"], ["a", "b"], { rewound, allowRewind: true }],
    ["rejected", "one that is not signed as it must be", ["a"], ["a", "b"], { signature: unsigned }],
    [
      "rejected",
      "one that is not signed, whatever else is allowed",
      ["a"],
      ["b"],
      { signature: unsigned, rewound, allowRewind: true, acknowledged: true },
    ],
    ["applied", "one that is signed", ["a"], ["a", "b"], { signature: { kind: "good", signer: "Ann" } }],
    ["rejected", "one that rewinds, acknowledged or not", ["a"], ["b"], { rewound, acknowledged: true }],
  ] as const)("%s: %s", (state, _, before, after, more) => {
    expect(judge(before, after, more).state).toBe(state);
  });

  test("told with what it adds, changes and removes, in order", () => {
    const inForce = new Map([
      ["gone", { digest: "gone" }],
      ["kept", { digest: "kept" }],
      ["other", { digest: "as it was" }],
    ]);
    expect(judge([], ["z", "other", "kept", "b"], { inForce, acknowledged: true }).changes).toEqual({
      added: ["b", "z"],
      changed: ["other"],
      removed: ["gone"],
    });
  });

  test("turned away with a sentence that says what goes on", () => {
    expect(judge(["a"], undefined)).toMatchObject({
      reason: "invalid",
      detail: "1 error; the last good revision stays in force",
    });
    expect(judge([], undefined).detail).toBe("1 error; no task is in force yet");
  });

  test("held with the command that lets it through", () => {
    expect(judge(ten, []).detail).toBe("it removes 10 of 10 tasks; `runner resume --revision 30ca98c` lets it through");
  });
});

describe("a path matters", () => {
  const named = catalog([], { paths: ["data", "lists/hosts.txt"] });
  const script = makeTask("s", { command: { kind: "script", path: "tools/run.sh", args: [] } });
  const checked = makeTask("c", { check: { kind: "script", path: "tools/check.sh", args: [] } });
  const whole = { ...named, tasks: new Map([script, checked].map((task) => [task.id, task])) };

  test.each([
    ["runner.toml", true],
    ["tasks.d/a.toml", true],
    ["tasks.d/deep/er/a.yaml", true],
    ["scripts/x.sh", true],
    ["calendars/x.toml", true],
    ["actions/x/action.toml", true],
    ["tools/run.sh", true],
    ["tools/check.sh", true],
    ["data/x", true],
    ["data", true],
    ["lists/hosts.txt", true],
    ["README.md", false],
    ["database/x", false],
    ["tools/other.sh", false],
    ["docs/tasks.d/a.toml", false],
    ["lists/hosts.txt.bak", false],
  ])("%s: %s", (path, matters) => expect(anyMatters([path], whole)).toBe(matters));

  test("one that does is enough", () => expect(anyMatters(["README.md", "runner.toml"], whole)).toBe(true));
});
