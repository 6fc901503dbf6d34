import type { CodeTable } from "./code-table.ts";
import { makerOf } from "./code-table.ts";
import type { Diagnostic } from "./diagnostic.ts";
import type { Span } from "./span.ts";

/** Secrets that tasks name. None of these needs a value. */
export const secretCodes = {
  "unknown-secret": {
    severity: "error",
    means: "A task names a secret that the settings do not have.",
    example: 'secrets = { PGPASSWORD = "bd" }',
    fix: "Correct the name, or add `[secrets.NAME]` to `runner.toml`.",
  },
  "inherited-secret": {
    severity: "error",
    means:
      "A task inherits a variable that a secret is read from. It would get the value as if it were none, and what it prints of it would not be masked.",
    example: 'inherit_env = ["DB_PASSWORD"]',
    fix: 'Name the secret: `secrets = { DB_PASSWORD = "db" }`.',
  },
  "missing-secret-file": {
    severity: "error",
    means: "The encrypted file of a secret is not in the repository, or only as a link.",
    example: '[secrets.db]\nprovider = "age"\npath = "secrets/bd.age"',
    fix: "Correct `path` in `runner.toml`, or commit the file.",
  },
  "variable-twice": {
    severity: "error",
    means: "A variable is to get a secret, and `env` gives it a value as well.",
    example: 'env = { PGPASSWORD = "x" }\nsecrets = { PGPASSWORD = "db" }',
    fix: "Remove one of them.",
  },
} as const satisfies CodeTable;

const make = makerOf(secretCodes);

export function unknownSecret(span: Span, name: string, meant: string | undefined): Diagnostic {
  return make("unknown-secret", {
    span,
    message: `There is no secret "${name}".`,
    hint: meant === undefined ? `Add [secrets.${name}] to runner.toml.` : `Did you mean "${meant}"?`,
  });
}

export function inheritedSecret(span: Span, variable: string, name: string): Diagnostic {
  return make("inherited-secret", {
    span,
    message: `The variable ${variable} is where the secret "${name}" is read from: it cannot be inherited.`,
    hint: `Name the secret instead: secrets = { ${variable} = "${name}" }.`,
  });
}

export function missingSecretFile(span: Span, name: string, path: string): Diagnostic {
  return make("missing-secret-file", {
    span,
    message: `The file ${JSON.stringify(path)} of the secret "${name}" is not in the repository.`,
    hint: "Its path starts at the repository's root. Is it committed, and no link?",
  });
}

export function variableTwice(span: Span, variable: string): Diagnostic {
  return make("variable-twice", {
    span,
    message: `The variable ${variable} has a value under env already.`,
    hint: "Remove one of them.",
  });
}
