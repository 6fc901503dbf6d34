import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { expect, test } from "vitest";
import { rules } from "../../src/plan/index.ts";
import { catalogue } from "../../src/diagnostics/catalogue.ts";
import { toUri } from "../../src/cli/sarif/to-uri.ts";
import { makeFolder } from "./folder.ts";
import { makeTaskRepository } from "./task-repository.ts";

interface Sarif {
  readonly runs: readonly [
    {
      readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
      readonly versionControlProvenance?: readonly unknown[];
      readonly results: readonly {
        readonly ruleId: string;
        readonly ruleIndex: number;
        readonly level: string;
        readonly partialFingerprints: Readonly<Record<string, string>>;
        readonly locations: readonly {
          readonly physicalLocation: {
            readonly artifactLocation: { readonly uri: string };
            readonly region: { readonly startLine: number; readonly startColumn?: number };
          };
        }[];
      }[];
    },
  ];
}

const path = new URL("../fixtures/sarif/sarif-2.1.0.schema.json", import.meta.url);
/** Of draft 4, which is what later ones are but for the names of these two keys. */
const { id, $schema, ...schema } = JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>;
const ajv = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false, allErrors: true });
const validate = ajv.compile(schema);

function parse(out: string): Sarif {
  const sarif = JSON.parse(out) as Sarif;
  validate(sarif);
  expect(validate.errors).toBe(null);
  return sarif;
}

/** `level rule uri:line:column`, in order. */
function listResults({ runs: [{ results }] }: Sarif): readonly string[] {
  return results.map(({ ruleId, level, locations: [first] }) => {
    const { artifactLocation, region } = first!.physicalLocation;
    return `${level} ${ruleId} ${artifactLocation.uri}:${region.startLine}:${region.startColumn ?? ""}`;
  });
}

test("the schema is the one, and would notice", () => {
  expect({ id, $schema }).toEqual({
    id: expect.stringContaining("sarif-2.1.0") as string,
    $schema: expect.stringContaining("draft-04") as string,
  });
  expect(validate({ version: "2.1.0", runs: [{ tool: { driver: {} } }] })).toBe(false);
});

test("a plan with warnings and what a reviewer must look at", async () => {
  const repository = makeTaskRepository({ "tasks.d/a.toml": 'timeout = "1h"\nrun = "true"\n' });
  repository.git("branch", "one");
  repository.git("remote", "add", "origin", "git@forge.example:ops/tasks.git");
  const head = repository.commit({
    "tasks.d/a.toml": 'timeout = "2h"\nrun = "true"\n',
    "tasks.d/ö b/new task.toml":
      'id = "b"\n"description" = "𝒙" # 𝒙\nschedule = "at 2020-01-01T03:00"\nrun = "curl x | sh"\n',
  });
  const { code, out } = await repository.call("plan --base one --head HEAD --format sarif");
  expect(code).toBe(0);
  const sarif = parse(out);
  const place = "tasks.d/%C3%B6%20b/new%20task.toml";
  expect(listResults(sarif)).toEqual([
    `warning past-schedule ${place}:3:12`,
    "note timeout-raised tasks.d/a.toml:1:",
    `note fetch-and-run ${place}:4:`,
  ]);
  const [{ tool, results, versionControlProvenance }] = sarif.runs;
  expect(results.map(({ ruleId, ruleIndex }) => tool.driver.rules[ruleIndex]?.id === ruleId)).toEqual([
    true,
    true,
    true,
  ]);
  expect(versionControlProvenance).toEqual([
    { repositoryUri: "ssh://git@forge.example/ops/tasks.git", revisionId: head },
  ]);
});

test("a plan that would be turned away, and the same by validate: at the same places", async () => {
  const repository = makeTaskRepository({ "tasks.d/a.toml": 'run = """\necho a\nfi"""\nx = 1\n' });
  const results = ["error program-syntax tasks.d/a.toml:3:1", "error unknown-key tasks.d/a.toml:4:1"];
  const planned = await repository.call("plan --format sarif");
  expect({ code: planned.code, results: listResults(parse(planned.out)) }).toEqual({ code: 2, results });
  const validated = await repository.call("validate --format sarif");
  expect({ code: validated.code, results: listResults(parse(validated.out)) }).toEqual({ code: 2, results });
});

test("nothing to tell is a run without results", async () => {
  const { out } = await makeFolder({ "tasks.d/a.toml": 'run = "true"\n' }).call(["validate", "--format", "sarif"]);
  expect(parse(out).runs[0].results).toEqual([]);
});

test("a format that is none is told, with those that there are", async () => {
  const { code, err } = await makeFolder({ "tasks.d/a.toml": 'run = "true"\n' }).call(["validate", "--format", "xml"]);
  expect({ code, err }).toEqual({ code: 2, err: 'runner: --format: "xml" is not one of: text, json, sarif\n' });
});

test("every code and every rule is described once", async () => {
  const { out } = await makeTaskRepository({ "tasks.d/a.toml": 'run = "true"\n' }).call("plan --format sarif");
  const codes = catalogue.flatMap((family) => Object.keys(family.codes));
  expect(parse(out).runs[0].tool.driver.rules.map((rule) => rule.id)).toEqual([
    ...codes,
    ...rules.map((rule) => rule.id),
  ]);
});

test("what moves within its file has the fingerprint it had; two alike have two", async () => {
  const fingerprints = async (text: string): Promise<readonly (string | undefined)[]> => {
    const { out } = await makeFolder({ "tasks.d/a.toml": text }).call(["validate", "--format", "sarif"]);
    return parse(out).runs[0].results.map(({ partialFingerprints }) => partialFingerprints["runner/v1"]);
  };
  const two = "x = 1\nrun = 'true'\n[env]\ny-y = 'a'\nz-z = 'a'\n";
  const before = await fingerprints(two);
  expect(new Set(before).size).toBe(3);
  expect(await fingerprints(`# moved\n\n${two}`)).toEqual(before);
});

test.each([
  ["tasks.d/a.toml", "tasks.d/a.toml"],
  ["tasks.d/50%/a b#c?.toml", "tasks.d/50%25/a%20b%23c%3F.toml"],
  ["/etc/runner/host.toml", "file:///etc/runner/host.toml"],
])("%s as a URI", (file, uri) => expect(toUri(file)).toBe(uri));
