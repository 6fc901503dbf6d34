import { createHash } from "node:crypto";
import { catalogue } from "../../diagnostics/catalogue.ts";
import type { Problem, ProblemPlace } from "../../diagnostics/to-problem.ts";
import { toUri } from "./to-uri.ts";

/** What a reviewer must look at, as far as it matters here. */
interface Look {
  readonly id: string;
  readonly task: string;
  readonly message: string;
  readonly file: string;
  readonly line: number;
}

export interface Findings {
  readonly problems: readonly Problem[];
  readonly attention: readonly Look[];
  /** The rules of attention; there are none where nothing is compared. */
  readonly rules: readonly { readonly id: string; readonly means: string }[];
  readonly version: string;
  /** Where what was looked at comes from, as far as it is known. */
  readonly provenance: { readonly repositoryUri: string; readonly revisionId: string } | undefined;
}

type Result = Readonly<Record<string, unknown>> & { readonly ruleId: string };

/**
 * Problems, and what a reviewer must look at, as one run of SARIF 2.1.0 (docs.oasis-open.org/sarif). Columns are counted in
 * code points, as everywhere here, and said to be.
 */
export function renderSarif({ problems, attention, rules, version, provenance }: Findings): string {
  const described = [...describeCodes(), ...rules.map(describeRule)];
  const indexOf = new Map(described.map(({ id }, i) => [id, i]));
  const fingerprint = makeFingerprints();
  const results = [...problems.map(toResult), ...attention.map(toNote)].map(({ key, ...result }) => ({
    ...result,
    ruleIndex: indexOf.get(result.ruleId),
    partialFingerprints: { "runner/v1": fingerprint(key) },
  }));
  const run = {
    tool: { driver: { name: "runner", semanticVersion: version, rules: described } },
    columnKind: "unicodeCodePoints",
    ...(provenance && { versionControlProvenance: [provenance] }),
    results,
  };
  const schema = "https://json.schemastore.org/sarif-2.1.0.json";
  return `${JSON.stringify({ $schema: schema, version: "2.1.0", runs: [run] }, undefined, 2)}\n`;
}

function describeCodes() {
  return catalogue.flatMap(({ codes }) =>
    Object.entries(codes).map(([id, { severity, means, fix }]) => ({
      id,
      shortDescription: { text: firstSentence(means) },
      fullDescription: { text: means },
      help: {
        text: `${fix} See docs/diagnostics.md, ${id}.`,
        markdown: `${fix} See \`docs/diagnostics.md\`, \`${id}\`.`,
      },
      defaultConfiguration: { level: severity },
    })),
  );
}

function describeRule({ id, means }: Findings["rules"][number]) {
  const help = `Look at it. If it is all right, [attention] in runner.toml silences ${id}, with the reason.`;
  return {
    id,
    shortDescription: { text: firstSentence(means) },
    fullDescription: { text: means },
    help: { text: help },
    defaultConfiguration: { level: "note" },
  };
}

function firstSentence(text: string): string {
  return /^.*?[.:](?=\s|$)/.exec(text)?.[0].replace(/:$/, ".") ?? text;
}

/** `key`: what is told, without its line: what moves within its file stays what it was. */
type Told = Result & { readonly key: string };

function toResult({ code, severity, message, hint, related, ...place }: Problem): Told {
  return {
    key: [code, place.file, message].join("\0"),
    ruleId: code,
    level: severity,
    message: { text: hint === undefined ? message : `${message} ${hint}` },
    locations: [locationOf(place)],
    ...(related.length > 0 && {
      relatedLocations: related.map((other, id) => ({ id, ...locationOf(other), message: { text: other.message } })),
    }),
  };
}

function toNote({ id, task, message, file, line }: Look): Told {
  return {
    key: [id, file, task, message].join("\0"),
    ruleId: id,
    level: "note",
    message: { text: `${task}: ${message}` },
    locations: [locationOf({ file, line })],
  };
}

function locationOf({ file, line, column }: Omit<ProblemPlace, "message" | "column"> & { column?: number }): object {
  const region = { startLine: line, ...(column !== undefined && { startColumn: column }) };
  return { physicalLocation: { artifactLocation: { uri: toUri(file) }, region } };
}

/** The second of two that are told alike is another one. */
function makeFingerprints(): (key: string) => string {
  const seen = new Map<string, number>();
  return (key) => {
    const stable = key.replace(/\bline \d+/g, "line");
    const count = (seen.get(stable) ?? 0) + 1;
    seen.set(stable, count);
    return createHash("sha256").update(`${stable}\0${count}`).digest("hex").slice(0, 32);
  };
}
