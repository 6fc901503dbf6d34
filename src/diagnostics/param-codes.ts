import type { CodeTable } from "./code-table.ts";
import { makerOf } from "./code-table.ts";
import type { Diagnostic } from "./diagnostic.ts";
import type { Span } from "./span.ts";

/** What requests may pass to tasks, and where it goes. */
export const paramCodes = {
  "bad-params": {
    severity: "error",
    means: "`params` is no JSON Schema (draft 2020-12) of an object whose properties are known.",
    example: '[params.properties.day]\n"$ref" = "#/$defs/weekday"',
    fix: "Describe each parameter under `params.properties`.",
  },
  "bad-default": {
    severity: "error",
    means: "The default of a parameter is not what its own schema allows: a run without it could never start.",
    example: '[params.properties.days]\ntype = "integer"\ndefault = "7"',
    fix: "Correct the default, or the schema.",
  },
  "secret-default": {
    severity: "error",
    means: "A secret parameter (`writeOnly`) has a default: it would stand in the repository for anybody to read.",
    example: '[params.properties.token]\ntype = "string"\nwriteOnly = true\ndefault = "x"',
    fix: "Remove the default. What every run needs is a secret of the settings: `[secrets.NAME]`.",
  },
  "required-param": {
    severity: "error",
    means:
      "A parameter has to be passed, and the task runs by itself as well (by `schedule`, `on`, or because another task needs it), when nobody passes anything.",
    example: 'schedule = "daily"\n[params]\nrequired = ["days"]\nproperties = { days = { type = "integer" } }',
    fix: "Give the parameter a default, take it out of `required`, or leave the task to requests.",
  },
  "unknown-param": {
    severity: "error",
    means: "A placeholder names no parameter of the task.",
    example: 'run = ["prune", "{{params.dasy}}"]',
    fix: "Correct the name, or describe the parameter under `params.properties`.",
  },
  "misplaced-placeholder": {
    severity: "error",
    means:
      "A placeholder stands in the text of a script, or is a part of a longer item. What is passed is never pasted into text: there it could become a command.",
    example: 'run = "prune --keep {{params.days}}"',
    fix: 'Use the variable: `"$PARAM_DAYS"`. In a list the placeholder is an item of its own.',
  },
} as const satisfies CodeTable;

const make = makerOf(paramCodes);

/** `says`: a sentence without its full stop. */
export function badParams(span: Span, says: string, hint: string | undefined): Diagnostic {
  return make("bad-params", { span, message: `${says}.`, hint });
}

export function badDefault(span: Span, name: string, says: string): Diagnostic {
  return make("bad-default", { span, message: `The default of "${name}" is not allowed by its own schema: ${says}.` });
}

export function secretDefault(span: Span, name: string): Diagnostic {
  return make("secret-default", {
    span,
    message: `The secret parameter "${name}" has a default, which everybody can read here.`,
    hint: "Remove it. What every run needs is a secret of the settings: [secrets.NAME].",
  });
}

/** `runs`: "the task runs by itself". */
export function requiredParam(span: Span, name: string, runs: string): Diagnostic {
  return make("required-param", {
    span,
    message: `The parameter "${name}" has to be passed, but ${runs}, when nobody passes it.`,
    hint: "Give it a default, or take it out of required.",
  });
}

export function unknownParam(span: Span, name: string, hint: string): Diagnostic {
  return make("unknown-param", { span, message: `There is no parameter "${name}".`, hint });
}

export function misplacedPlaceholder(span: Span, of: { text: string; where: string; hint: string }): Diagnostic {
  return make("misplaced-placeholder", {
    span,
    message: `${of.text} stands in ${of.where}: what is passed is never pasted into text.`,
    hint: of.hint,
  });
}
