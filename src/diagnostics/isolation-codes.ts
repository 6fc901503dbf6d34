import type { CodeTable } from "./code-table.ts";
import { makerOf } from "./code-table.ts";
import type { Diagnostic } from "./diagnostic.ts";
import type { Span } from "./span.ts";

/** What a run is kept from: see docs/isolation.md. */
export const isolationCodes = {
  "bad-limit": {
    severity: "error",
    means: "A limit that nothing could run under, or that is beyond all measure.",
    example: 'limits = { memory = "10K" }',
    fix: "Write a larger or smaller one.",
  },
  "needless-writable": {
    severity: "warning",
    means: "A path under `writable` that no path of `read_only` covers: it has no effect.",
    example: 'writable = ["/var/backups"]',
    fix: 'Add `read_only = ["/"]`, or remove it.',
  },
  "cannot-grant": {
    severity: "error",
    means:
      "This host cannot do what the task asks for: run as that user, without network, within that limit. Only a runner finds out, when it is about to apply the revision, and turns it away: a task never runs with less protection than it asks for. `hosts` keeps a task from hosts that lack what it needs.",
    example: 'user = "postgres", where there is no such user, or the runner is not root',
    fix: "Give the host what it lacks, or change the task. Then push, or start the runner anew: it judges the revision again.",
  },
  "protects-runner": {
    severity: "error",
    means:
      "A path under `protect` that holds, or lies in, what the runner itself keeps: its state folder or the git directory of its repository. Putting that back would take the journal back as well. Only a runner finds out, when it is about to apply the revision.",
    example: 'protect = ["/srv/ops"], where that is the runner\'s own clone',
    fix: "Protect what the task changes, and nothing that the runner lives in.",
  },
} as const satisfies CodeTable;

const make = makerOf(isolationCodes);

export function badLimit(span: Span, key: string, problem: string): Diagnostic {
  return make("bad-limit", { span, message: `\`${key}\` ${problem}.` });
}

export function needlessWritable(span: Span, path: string): Diagnostic {
  return make("needless-writable", {
    span,
    message: `${path} is writable anyway: no path of \`read_only\` covers it.`,
    hint: 'Add read_only = ["/"], or remove it.',
  });
}

export function protectsRunner(span: Span, of: { task: string; path: string; folder: string }): Diagnostic {
  return make("protects-runner", {
    span,
    message: `"${of.task}" protects ${of.path}, which overlaps ${of.folder}: that is the runner's own.`,
    hint: "Protect what the task changes, and nothing that the runner lives in.",
  });
}

/** `problem`: a sentence that says what the host lacks. */
export function cannotGrant(span: Span, of: { task: string; host: string; problem: string; hint: string }): Diagnostic {
  return make("cannot-grant", {
    span,
    message: `The host ${of.host} cannot run "${of.task}" as asked: ${of.problem}.`,
    hint: of.hint,
  });
}
