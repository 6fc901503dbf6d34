import type { CodeTable } from "./code-table.ts";
import { makerOf } from "./code-table.ts";
import type { Diagnostic } from "./diagnostic.ts";
import type { Span } from "./span.ts";

/** From well-formed keys to tasks that fit together. */
export const meaningCodes = {
  "duplicate-id": {
    severity: "error",
    means: "Two tasks have one id. Without an `id` the file's name counts, whatever its folder.",
    example: "tasks.d/web/clean.toml and tasks.d/db/clean.toml",
    fix: "Give one of them another id.",
  },
  "unknown-need": {
    severity: "error",
    means: "A task needs one that does not exist.",
    example: 'needs = ["db-dmup"]',
    fix: "Correct the id, or remove the need.",
  },
  "need-cycle": {
    severity: "error",
    means: "Tasks need each other in a circle: none could ever start. Every step is shown with its place.",
    example: 'a: needs = ["b"]\nb: needs = ["a"]',
    fix: "Remove one of the needs.",
  },
  "unknown-trigger": {
    severity: "error",
    means: "A task waits for the end of one that does not exist.",
    example: 'on = [{ task = "db-dmup" }]',
    fix: "Correct the id, or remove the event.",
  },
  "trigger-cycle": {
    severity: "error",
    means:
      "Tasks start each other in a circle: once one of them has run, they would run for ever. Every step is shown with its place.",
    example: 'a: on = [{ task = "b" }]\nb: on = [{ task = "a" }]',
    fix: "Remove one of the events.",
  },
  "missing-script": {
    severity: "error",
    means: "A script that the task runs is not in the repository.",
    example: 'run = { script = "scripts/bakcup.sh" }',
    fix: "Correct the path (it starts at the repository's root), or commit the script.",
  },
  "outside-repository": {
    severity: "error",
    means:
      "A path that leaves the repository: absolute, through `..`, or through a symbolic link. A run may use only what its commit holds.",
    example: 'run = { script = "../shared/x.sh" }',
    fix: 'Copy what is needed into the repository. A program of the host is run by text or list: `run = ["/usr/bin/x"]`.',
  },
  "text-in-list": {
    severity: "error",
    means:
      "A list in `run` or `check` is executed without a shell, so its first item is a program's name. This one looks like shell text.",
    example: 'run = ["echo hi"]',
    fix: 'Write text, `run = "echo hi"`, or one item a word, `run = ["echo", "hi"]`.',
  },
  "bad-shell": {
    severity: "error",
    means: "A `shell` list without an item `{}`, which stands for the path of the script.",
    example: 'shell = ["perl", "-w"]',
    fix: 'Add it: `shell = ["perl", "-w", "{}"]`.',
  },
  "bad-instant": {
    severity: "error",
    means:
      "Not a date (`2026-12-01`), a time of a day (`2026-12-01T03:00`), or one with its zone (`2026-12-01T03:00Z`).",
    example: 'suspend = { until = "next week" }',
    fix: "Write a date.",
  },
} as const satisfies CodeTable;

const make = makerOf(meaningCodes);

export function duplicateId(span: Span, id: string, first: Span): Diagnostic {
  return make("duplicate-id", {
    span,
    message: `There is another task with the id "${id}".`,
    hint: "Give one of them another id.",
    related: [{ message: `the other "${id}"`, span: first }],
  });
}

export function unknownNeed(span: Span, id: string, meant: string | undefined): Diagnostic {
  return make("unknown-need", {
    span,
    message: `There is no task "${id}".`,
    hint: meant === undefined ? "Correct the id, or remove the need." : `Did you mean "${meant}"?`,
  });
}

export function unknownTrigger(span: Span, id: string, meant: string | undefined): Diagnostic {
  return make("unknown-trigger", {
    span,
    message: `There is no task "${id}".`,
    hint: meant === undefined ? "Correct the id, or remove the event." : `Did you mean "${meant}"?`,
  });
}

/** Each task of a circle, in order, with the place where it names the next. At least one. */
export type Hops = readonly { readonly task: string; readonly span: Span }[];

export function needCycle(hops: Hops): Diagnostic {
  return make("need-cycle", {
    ...describeCycle(hops, "needs"),
    message:
      hops.length === 1
        ? `The task "${hops[0]!.task}" needs itself.`
        : `These tasks need each other in a circle: ${renderCycle(hops)}.`,
    hint: "Remove one of these needs.",
  });
}

export function triggerCycle(hops: Hops): Diagnostic {
  return make("trigger-cycle", {
    ...describeCycle(hops, "runs after"),
    message:
      hops.length === 1
        ? `The task "${hops[0]!.task}" runs after itself, for ever.`
        : `These tasks run after each other in a circle, for ever: ${renderCycle(hops)}.`,
    hint: "Remove one of these events.",
  });
}

/** Of needs and events together; each hop says how it hangs on the next. */
export function startCycle(hops: readonly (Hops[number] & { readonly verb: string })[]): Diagnostic {
  const tell = (i: number): string => {
    const { task, verb } = hops[i]!;
    return `"${task}" ${verb} "${hops[(i + 1) % hops.length]!.task}"`;
  };
  return make("trigger-cycle", {
    span: hops[0]!.span,
    related: hops.slice(1).map(({ span }, i) => ({ message: tell(i + 1), span })),
    message: `These tasks start each other in a circle, for ever: ${tell(0)}, and so on back to it.`,
    hint: "Remove one of these events or needs, or give the needed task a schedule of its own.",
  });
}

function renderCycle(hops: Hops): string {
  const names = hops.map((hop) => hop.task);
  const shown = names.length > 8 ? [...names.slice(0, 7), `… ${names.length - 7} more …`] : names;
  return [...shown, names[0]].join(" → ");
}

function describeCycle(hops: Hops, verb: string): Pick<Diagnostic, "span" | "related"> {
  const related = hops.slice(1).map((hop, i) => {
    return { message: `"${hop.task}" ${verb} "${hops[(i + 2) % hops.length]!.task}"`, span: hop.span };
  });
  return { span: hops[0]!.span, related };
}

/** `problem`: a clause such as "is not in the repository". */
export function missingScript(span: Span, path: string, problem: string, from = "the repository's root"): Diagnostic {
  return make("missing-script", {
    span,
    message: `The script ${JSON.stringify(path)} ${problem}.`,
    hint: `Paths of scripts start at ${from}. Is it committed?`,
  });
}

/** `problem`: a clause such as "leaves the repository". */
export function outsideRepository(span: Span, path: string, problem: string, hint?: string): Diagnostic {
  return make("outside-repository", {
    span,
    message: `The path ${JSON.stringify(path)} ${problem}.`,
    hint: hint ?? "Write a path from the repository's root, such as scripts/x.sh.",
  });
}

export function textInList(span: Span, key: string, text: string): Diagnostic {
  return make("text-in-list", {
    span,
    message: `A list is executed without a shell, and there is no program called ${JSON.stringify(text)}.`,
    hint: `Write text instead of a list (${key}: ${JSON.stringify(text)}), or one item a word.`,
  });
}

export function badShell(span: Span): Diagnostic {
  return make("bad-shell", {
    span,
    message: "A shell given as a list needs an item `{}`, which stands for the path of the script.",
    hint: 'For example ["perl", "-w", "{}"].',
  });
}

export function badInstant(span: Span, key: string, written: string): Diagnostic {
  return make("bad-instant", {
    span,
    message: `\`${key}\` must be a date or a moment, not ${JSON.stringify(written)}.`,
    hint: 'Write "2026-12-01", "2026-12-01T03:00" or "2026-12-01T03:00Z".',
  });
}
