import type { CodeTable } from "./code-table.ts";
import { makerOf } from "./code-table.ts";
import type { Diagnostic } from "./diagnostic.ts";
import type { Span } from "./span.ts";

/** What tasks use, and the parameters that they give it. */
export const actionCodes = {
  "unknown-action": {
    severity: "error",
    means: "`uses` or `[actions.NAME]` names no action, neither a built-in one nor one of the repository.",
    example: 'uses = "bakcup"',
    fix: "Correct the name (`runner actions` lists them), or add `actions/NAME/action.toml`.",
  },
  "run-and-uses": {
    severity: "error",
    means: "A task has a `run` of its own, and an action as well.",
    example: 'run = "date"\nuses = "backup"',
    fix: "Remove one of them.",
  },
  "with-alone": {
    severity: "error",
    means: "A task gives parameters to an action, and names none.",
    example: 'run = "date"\n[with]\npaths = ["/etc"]',
    fix: "Name the action under `uses`. What a request may pass to a task is described by `params`.",
  },
  "unknown-with": {
    severity: "error",
    means: "The action has no such parameter.",
    example: 'uses = "backup"\n[with]\npath = ["/etc"]',
    fix: "Correct the name. `runner actions show NAME` tells what it takes.",
  },
  "bad-with": {
    severity: "error",
    means: "The value of a parameter is not what the action allows.",
    example: 'uses = "backup"\n[with]\nretention_days = "7"',
    fix: "Correct the value. `runner actions show NAME` tells what it takes.",
  },
  "missing-with": {
    severity: "error",
    means: "The action cannot do without a parameter that the task does not give.",
    example: 'uses = "backup"\n[with]\npaths = ["/etc"]',
    fix: "Add it under `with`, or for all tasks of the action to `[actions.NAME]` in `runner.toml`.",
  },
  "plain-with": {
    severity: "error",
    means:
      "What the action calls a secret (`writeOnly`) would stand in the repository, or in reports, for anybody to read.",
    example: 'uses = "postgres-maintenance"\n[with]\npassword = "hunter22"',
    fix: 'Declare it in `runner.toml` under `[secrets.NAME]`, and give the action `{ secret = "NAME" }`.',
  },
  "shadowed-action": {
    severity: "error",
    means: "An action of the repository has the name of a built-in one: whoever reads a task would take it for that.",
    example: "actions/backup/action.toml",
    fix: "Rename its folder, or say `replaces = true` in its `action.toml`.",
  },
  "bad-action": {
    severity: "error",
    means: "An action says something that only the tasks that use it can say, or that makes no sense.",
    example: '[defaults]\nrun = "date"',
    fix: "Follow the hint.",
  },
} as const satisfies CodeTable;

const make = makerOf(actionCodes);

export function unknownAction(span: Span, name: string, meant: string | undefined): Diagnostic {
  const hint =
    meant === undefined
      ? `\`runner actions\` lists those there are. One of your own is actions/${name}/action.toml.`
      : `Did you mean "${meant}"?`;
  return make("unknown-action", { span, message: `There is no action "${name}".`, hint });
}

export function runAndUses(span: Span): Diagnostic {
  const message = "A task has either `run` or `uses`.";
  return make("run-and-uses", { span, message, hint: "Remove one of them." });
}

export function withAlone(span: Span): Diagnostic {
  const hint = "What a request may pass to a task is described by `params`.";
  return make("with-alone", { span, message: "`with` is for the action that `uses` names, and there is none.", hint });
}

export function unknownWith(span: Span, of: { action: string; name: string; hint: string }): Diagnostic {
  return make("unknown-with", { span, message: `The action ${of.action} has no parameter ${of.name}.`, hint: of.hint });
}

/** `says`: a clause such as `must be integer, not "7"`. `name` undefined: it is about several. */
export function badWith(span: Span, of: { action: string; name: string | undefined; says: string }): Diagnostic {
  const subject = of.name === undefined ? "The parameters" : `The parameter ${of.name}`;
  const hint = `\`runner actions show ${of.action}\` tells what it takes.`;
  return make("bad-with", { span, message: `${subject} of the action ${of.action}: ${of.says}.`, hint });
}

export function missingWith(span: Span, of: { action: string; name: string; what: string | undefined }): Diagnostic {
  const what = of.what === undefined ? "" : ` (${of.what})`;
  const message = `The action ${of.action} needs the parameter ${of.name}${what}.`;
  return make("missing-with", { span, message, hint: `Add it: with.${of.name} = …` });
}

/** `passed`: the parameter of the task whose placeholder stands there; undefined: the value itself. */
export function plainWith(span: Span, of: { action: string; name: string; passed: string | undefined }): Diagnostic {
  const subject = `The parameter ${of.name} of the action ${of.action} is a secret`;
  if (of.passed === undefined) {
    const hint = `Declare it in runner.toml, [secrets.NAME], and write with.${of.name} = { secret = "NAME" }.`;
    return make("plain-with", { span, message: `${subject}, which everybody can read here.`, hint });
  }
  const message = `${subject}, and ${of.passed} of the task is shown in reports.`;
  return make("plain-with", { span, message, hint: `Say params.properties.${of.passed}.writeOnly = true.` });
}

export function shadowedAction(span: Span, name: string): Diagnostic {
  const hint = "Rename the folder, or say `replaces = true`.";
  return make("shadowed-action", { span, message: `There is a built-in action "${name}".`, hint });
}

/** `says`: a sentence without its full stop. */
export function badAction(span: Span, says: string, hint: string): Diagnostic {
  return make("bad-action", { span, message: `${says}.`, hint });
}
