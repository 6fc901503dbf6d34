import { describe, expect, test } from "vitest";
import { makeFolder } from "./folder.ts";
import { runBin } from "./run-bin.ts";
import { makeTaskRepository } from "./task-repository.ts";

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

describe("what a branch changes", () => {
  function makeBranch() {
    const ops = makeTaskRepository({
      "tasks.d/dump.toml": 'run = "true"\nschedule = "daily at 02:00"\n',
      "tasks.d/backup.toml": 'run = "true"\nneeds = ["dump"]\n',
      "tasks.d/old.toml": 'run = "rm /var/old"\nneeds = ["dump"]\nschedule = "hourly"\n',
      "tasks.d/aside.toml": 'run = "true"\n',
    });
    ops.git("rm", "-q", "tasks.d/old.toml");
    ops.commit({
      "tasks.d/backup.toml": 'run = "false"\nneeds = ["dump"]\n',
      "tasks.d/new.toml": 'run = "true"\nneeds = ["backup"]\n',
    });
    return ops;
  }

  test("in colour, the removed ones as they were", async () => {
    const ops = makeBranch();
    const { out } = await ops.call("graph --base HEAD~1 --head HEAD --format mermaid");
    expect(out).toBe(`flowchart LR
  t0("aside")
  t1("~ backup"):::changed
  t2["dump"]
  t3("+ new"):::added
  t4["- old"]:::removed
  t2 --> t1
  t1 --> t3
  t2 --> t4
  classDef added fill:#dafbe1,stroke:#1a7f37,color:#1f2328
  classDef changed fill:#fff8c5,stroke:#9a6700,color:#1f2328
  classDef removed fill:#ffebe9,stroke:#cf222e,color:#1f2328,stroke-dasharray:4
`);
    const dot = await ops.call("graph --base HEAD~1 --format dot");
    expect(dot.out).toContain(
      '  "backup" [style="rounded,filled", fillcolor="#fff8c5", color="#9a6700", label="~ backup"];\n',
    );
    expect(JSON.parse((await ops.call("graph --base HEAD~1 --json")).out)).toMatchObject({
      tasks: [{ id: "aside" }, { change: "changed" }, { id: "dump" }, { change: "added" }, { change: "removed" }],
    });
    expect((await ops.call("graph --base HEAD~1")).out).toContain("new  (added)\n└─ backup  (changed)\n");
  });

  test("as a picture of its own: well-formed, every task and arrow in it, nothing from elsewhere", async () => {
    const { out } = await makeBranch().call("graph --base HEAD~1 --format svg");
    expect(out).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" viewBox="0 0 [\d.]+ [\d.]+"/);
    expect(out.match(/<text [^>]*>[^<]*</g)!.map((text) => text.replace(/^.*>(.*)<$/, "$1"))).toEqual([
      "aside",
      "~ backup",
      "dump",
      "+ new",
      "- old",
    ]);
    expect(out.match(/marker-end/g)).toHaveLength(3);
    expect(out).not.toMatch(/href|script|NaN|undefined/);
    const open = out.match(/<[a-z]+(?=[ >])/gi)!.length;
    const closed = out.match(/<\/[a-z]+>|\/>/gi)!.length;
    expect(closed).toBe(open);
    // Arrows go from left to right.
    const [boxes, width] = [
      [...out.matchAll(/<rect x="([\d.]+)"/g)].map(([, x]) => Number(x)),
      /width="([\d.]+)"/.exec(out),
    ];
    expect(boxes[2]).toBeLessThan(boxes[1]!);
    expect(boxes[1]).toBeLessThan(boxes[3]!);
    expect(Math.max(...boxes)).toBeLessThan(Number(width![1]));
  });

  test("is in the comment of a pull request, where it is small", async () => {
    const { out } = await makeBranch().call("plan --base HEAD~1 --head HEAD --format markdown");
    expect(out).toContain(
      '<details><summary>What needs what</summary>\n\n```mermaid\nflowchart LR\n  t0("~ backup"):::changed\n',
    );
    expect(out).not.toContain('"aside"]');
  });
});
