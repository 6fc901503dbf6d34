import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AuditedHost } from "./audited-host.ts";

const kept = new AuditedHost();

/** Three successes of two tasks in one commit, and the failure that they went before. */
beforeAll(async () => {
  kept.init();
  const flag = join(kept.top, "flag");
  const task = (command: string): string => `report = "digest"\nrun = "${command}"\n`;
  kept.commit({ "tasks.d/a.toml": task(`echo well; test ! -e ${flag}`), "tasks.d/b.toml": task("echo well") });
  for (const name of ["a", "b", "a"]) await kept.call("run", name, "--wait");
  writeFileSync(flag, "");
  await kept.call("run", "a", "--wait");
}, 120_000);
afterAll(() => kept.remove());

interface Finding {
  readonly kind: string;
  readonly commit: string;
  readonly path?: string;
}

async function findings(host: AuditedHost): Promise<readonly Finding[]> {
  const { out, err } = await host.call("audit", "--verify", "--json");
  expect(err).toBe("");
  return (JSON.parse(out) as { findings: Finding[] }).findings;
}

/** The commit of the three made anew, with another message or other files; those above it as they are. */
function forge(
  host: AuditedHost,
  with_: { message?: (message: string) => string; files?: Readonly<Record<string, string | undefined>> },
): string {
  const { sha } = host.find(/^digest/);
  const made = host.rewrite((commit) =>
    commit.sha === sha
      ? { message: with_.message?.(commit.message) ?? commit.message, ...(with_.files && { files: with_.files }) }
      : undefined,
  );
  return made.at(-2)!;
}

function reportOf(host: AuditedHost): string {
  return host.added(host.find(/^digest/).sha, /\/b\/.*json$/);
}

test("as it was written nothing is wrong with it", async () => {
  expect(kept.commits().map(({ subject }) => subject)).toEqual([
    expect.stringMatching(/^revision/),
    "digest: 3 successes of 2 tasks",
    expect.stringMatching(/^a: failed/),
  ]);
  expect(await findings(kept.copy())).toEqual([]);
});

const tamperings: Record<string, (host: AuditedHost) => Partial<Finding>> = {
  "a report left out": (host) => {
    const path = reportOf(host);
    return { kind: "trailer", commit: forge(host, { files: { [path]: undefined, [logOf(path)]: undefined } }) };
  },
  "a report that says something else": (host) => {
    const path = reportOf(host);
    const text = host.show(path).replace(/"durationMs": \d+,\n {2}"attempts"/, '"durationMs": 77777,\n  "attempts"');
    return { kind: "trailer", commit: forge(host, { files: { [path]: text } }) };
  },
  "a failure among them": (host) => {
    const path = reportOf(host);
    const text = host.show(path).replace('"status": "success"', '"status": "failed"');
    return { kind: "report", commit: forge(host, { files: { [path]: text } }), path };
  },
  "a report of another host": (host) => {
    const path = reportOf(host);
    const text = host.show(path).replace('"host": "web-1"', '"host": "web-2"');
    return { kind: "report", commit: forge(host, { files: { [path]: text } }), path };
  },
  "a report that is none": (host) => {
    const path = reportOf(host);
    return { kind: "report", commit: forge(host, { files: { [path]: "{}\n" } }), path };
  },
  "another log": (host) => {
    const path = logOf(reportOf(host));
    return { kind: "log", commit: forge(host, { files: { [path]: "never\n" } }), path };
  },
  "a file more": (host) => {
    const path = reportOf(host).replace(/json$/, "txt");
    return { kind: "foreign", commit: forge(host, { files: { [path]: "x\n" } }), path };
  },
  "another subject": (host) => ({
    kind: "trailer",
    commit: forge(host, { message: (message) => message.replace("3 successes", "2 successes") }),
  }),
  "a run fewer in its message": (host) => ({
    kind: "trailer",
    commit: forge(host, { message: (message) => message.replace(/Run-Id: .*\n/, "") }),
  }),
  "no report at all": (host) => {
    const { message } = host.find(/^digest/);
    return { kind: "report", commit: host.append(message, {}) };
  },
  "one of them told again by itself": (host) => {
    const path = reportOf(host);
    const moved = (text: string): string => text.replaceAll(/runs\/\d{4}\//g, "runs/2020/");
    const files = { [moved(path)]: moved(host.show(path)), [moved(logOf(path))]: host.show(logOf(path)) };
    return { kind: "twice", commit: host.append(host.find(/^digest/).message, files) };
  },
};

function logOf(path: string): string {
  return path.replace(/json$/, "log");
}

describe("a commit of several runs that was tampered with, and what the audit names", () => {
  test.each(Object.entries(tamperings))("%s", async (_, tamper) => {
    const host = kept.copy();
    const expected = tamper(host);
    host.forget();
    expect(await findings(host)).toContainEqual(expect.objectContaining(expected));
  });
});
