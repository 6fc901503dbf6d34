import { expect, test } from "vitest";
import { makeFolder } from "./folder.ts";
import { runBin } from "./run-bin.ts";

/** A diamond with a tail, one need of another kind, and a task beside. */
const files = {
  "tasks.d/all.yaml": `
tasks:
  - { id: report, schedule: daily at 03:00, needs: [files, mails], run: 'true' }
  - { id: files, needs: [mount], run: 'true' }
  - { id: mails, needs: [mount, { task: alarm, status: failed }], run: 'true' }
  - { id: mount, needs: [wake], run: 'true' }
  - { id: wake, run: 'true' }
  - { id: alarm, run: 'true' }
  - { id: end, schedule: hourly, run: 'true' }
`,
};

test("as trees: what is needed in two places shows its needs once", async () => {
  expect((await makeFolder(files).call(["graph"])).out).toBe(`end  every hour UTC
report  daily at 03:00 UTC
├─ files
│  └─ mount
│     └─ wake
└─ mails
   ├─ mount  (its needs: above)
   └─ alarm [failed]
`);
});

test("for mermaid", async () => {
  expect((await makeFolder(files).call(["graph", "--format", "mermaid"])).out).toBe(`flowchart LR
  t0("alarm")
  t1["end"]
  t2("files")
  t3("mails")
  t4("mount")
  t5["report"]
  t6("wake")
  t4 --> t2
  t4 --> t3
  t0 -->|failed| t3
  t6 --> t4
  t2 --> t5
  t3 --> t5
`);
});

test("for Graphviz", async () => {
  const { out } = await makeFolder(files).call(["graph", "--format", "dot"]);
  expect(out).toMatch(/^digraph needs \{\n/);
  expect(out).toContain('  "report";\n');
  expect(out).toContain('  "wake" [style=rounded];\n');
  expect(out).toContain('  "alarm" -> "mails" [label="failed"];\n');
  expect(out).toMatch(/\}\n$/);
});

test("for machines", async () => {
  const folder = makeFolder({
    "tasks.d/a.toml": 'needs = ["b"]\nrun = "true"\n',
    "tasks.d/b.toml": 'schedule = "daily"\nrun = "true"\n',
  });
  expect(await folder.json(["graph"])).toEqual({
    tasks: [
      { id: "a", scheduled: false },
      { id: "b", scheduled: true },
    ],
    edges: [{ from: "b", to: "a", status: "success" }],
  });
});

test("a chain of any length is shown, each need once", async () => {
  const length = 300;
  const tasks = Array.from({ length }, (_, i) => {
    return `  - { id: t${i}, run: 'true'${i + 1 < length ? `, needs: [t${i + 1}]` : ""} }\n`;
  });
  const { out } = await makeFolder({ "tasks.d/a.yaml": `tasks:\n${tasks.join("")}` }).call(["graph"]);
  const shown = [...out.matchAll(/─ (t\d+)/g)].map((match) => match[1]);
  expect(shown).toEqual(Array.from({ length: length - 1 }, (_, i) => `t${i + 1}`));
});

test("a format that does not exist, as a program", async () => {
  const { code, out, err } = await runBin(["graph", "--format", "png"], makeFolder(files).dir).done;
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toContain("Allowed choices are text, mermaid, dot");
});
