import { describe, expect, test } from "vitest";
import { makeTaskRepository } from "./task-repository.ts";

const files = {
  // What it says of their texts depends on the version that is installed.
  "runner.toml": '[attention]\nshellcheck = "see plan-shellcheck.test.ts"\n',
  "tasks.d/backup.toml": 'schedule = "weekly on sunday at 03:00"\ntimeout = "1h"\nrun = ["scripts/x.sh"]\n',
  "tasks.d/ping.toml": 'schedule = "hourly"\nrun = "true"\n',
  "scripts/x.sh": "#!/bin/sh\ntrue\n",
};
const now = "--now 2026-11-20T12:00Z";

function changed() {
  const repository = makeTaskRepository(files);
  repository.git("branch", "one");
  repository.write({
    "tasks.d/backup.toml": 'schedule = "hourly"\ntimeout = "none"\nrun = ["scripts/x.sh"]\n',
    "tasks.d/new.yaml": "run: |\n  echo 'a|b' `date` <b> @everybody\n",
  });
  return repository;
}

describe("markdown: one comment of a pull request", () => {
  test("what matters most first, the rest folded", async () => {
    const repository = changed();
    const base = repository.git("rev-parse", "one").slice(0, 12);
    const { code, out, err } = await repository.call(`plan --base one --format markdown --for 2h ${now}`);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(`\n${out.replace(/plan [0-9a-f]{64}/, "plan DIGEST")}`).toBe(`
<!-- runner plan -->
## Plan: 1 added, 1 changed, 2 to look at

### Look at this

- :warning: **backup**: it is due 168 times a week, before: 1 (\`many-more-runs\`, \`tasks.d/backup.toml:1\`)
- :warning: **backup**: its timeout of 1h is removed: a run that hangs is never ended (\`timeout-raised\`, \`tasks.d/backup.toml:2\`)

### Changes (against \`${base}\`)

| | task | what | |
|---|---|---|---|
| ~ | **backup** | \`schedule\`, \`timeout\` | 1 → 168 runs a week; a run that hangs is never ended |
| + | **new** | \`run\` |  |

<details><summary>Every field, before and after</summary>

**backup**

- \`schedule\`: \`every sunday at 03:00 UTC\` → \`every hour UTC\` (1 → 168 runs a week)
  - due before: Sun 2026-11-22 03:00, Sun 2026-11-29 03:00, Sun 2026-12-06 03:00, Sun 2026-12-13 03:00, Sun 2026-12-20 03:00
  - due after: Fri 2026-11-20 13:00, Fri 2026-11-20 14:00, Fri 2026-11-20 15:00, Fri 2026-11-20 16:00, Fri 2026-11-20 17:00
- \`timeout\`: \`1h\` → \`none\` (a run that hangs is never ended)

**new**

- \`run\`: none → \`\`echo 'a|b' \`date\` <b> @everybody\`\`


</details>

<details><summary>Forecast until 2026-11-20T14:00:00Z: 4 decisions</summary>

- 2026-11-20T13:00:00Z **backup** run
- 2026-11-20T13:00:00Z **ping** run
- 2026-11-20T14:00:00Z **backup** run
- 2026-11-20T14:00:00Z **ping** run

</details>

<sub>plan DIGEST</sub>
`);
  });

  test("errors come alone, and other people's words are no mark-up", async () => {
    const repository = makeTaskRepository({ "tasks.d/a.toml": 'run = "x"\nowner = 1\nschedule = "<img> @all"\n' });
    const { code, out } = await repository.call(`plan --format markdown ${now}`);
    expect(code).toBe(2);
    expect(out).toContain("## Plan: 2 errors, this would be turned away");
    expect(out).toContain("- :x: `tasks.d/a.toml:3:12`");
    expect(out).toContain("\\<img\\> @\u200ball");
  });

  test("nothing changes", async () => {
    const repository = makeTaskRepository(files);
    expect((await repository.call(`plan --base HEAD --format markdown ${now}`)).out).toContain(
      "## Plan: no task will behave otherwise\n",
    );
  });

  test("never longer than a comment may be, and it says what was cut", async () => {
    const many = Array.from(
      { length: 500 },
      (_, i) => `[[tasks]]\nid = "task-${i}"\nrun = "echo ${"x".repeat(200)}"\n`,
    );
    const repository = makeTaskRepository({ "README.md": "" });
    repository.git("branch", "one");
    repository.write({ "tasks.d/all.toml": many.join("") });
    const { out } = await repository.call(`plan --base one --format markdown ${now}`);
    expect(out.length).toBeLessThanOrEqual(60_000);
    expect(out.length).toBeGreaterThan(50_000);
    expect(out).toContain("## Plan: 500 added");
    expect(out).toContain("more, which a comment has no room for: `runner plan` shows them._");
    expect(out.match(/^\| \+ \| \*\*task-/gm)).toHaveLength(500);
  });
});

test("github: annotations at the lines that they are about", async () => {
  const repository = changed();
  expect((await repository.call(`plan --base one --format github ${now}`)).out).toBe(
    `::warning file=tasks.d/backup.toml,line=1,title=many-more-runs::backup: it is due 168 times a week, before: 1
::warning file=tasks.d/backup.toml,line=2,title=timeout-raised::backup: its timeout of 1h is removed: a run that hangs is never ended
`,
  );
  repository.write({ "tasks.d/a,b.toml": 'run = "x"\nschedule = "50%"\n' });
  const { code, out } = await repository.call(`plan --base one --format github ${now}`);
  expect(code).toBe(2);
  expect(out).toMatch(/^::error file=tasks\.d\/a%2Cb\.toml,line=\d+,col=\d+,title=[a-z-]+::.*50%25/m);
});

test("the digest is the same for the same two revisions, whenever they are compared, and no other", async () => {
  const repository = changed();
  const digest = async (words: string): Promise<string> =>
    (JSON.parse((await repository.call(`plan --base one --json ${words}`)).out) as { digest: string }).digest;
  const first = await digest("--now 2026-11-20T12:00Z");
  expect(await digest("--now 2026-11-22T17:30Z")).toBe(first);
  repository.write({ "tasks.d/ping.toml": 'schedule = "hourly"\nrun = "false"\n' });
  expect(await digest("--now 2026-11-20T12:00Z")).not.toBe(first);
});
