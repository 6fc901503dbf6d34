import { closest } from "../../diagnostics/closest.ts";
import { inheritedSecret, missingSecretFile, unknownSecret, variableTwice } from "../../diagnostics/secret-codes.ts";
import { byCodePoint } from "../../model/compare.ts";
import type { RevisionFiles } from "../../model/files.ts";
import type { SecretSettings } from "../../model/secret.ts";
import { secretIn } from "../../model/action.ts";
import type { Json } from "../../model/json.ts";
import type { TaskSecret } from "../../model/task.ts";
import type { Pointer } from "../read/document.ts";
import { labelOf } from "../shape/label-of.ts";
import type { TaskFile } from "../task-file.generated.ts";
import type { Given } from "./given.ts";

interface Around {
  readonly secrets: SecretSettings | undefined;
  readonly find: RevisionFiles["find"];
}

/** The secrets that a task names, each with where its value comes from. */
export function readTaskSecrets(given: Given, keys: TaskFile, around: Around): readonly TaskSecret[] {
  const named = Object.entries(keys.secrets ?? {}).sort(([a], [b]) => byCodePoint(a, b));
  const secrets = named.flatMap(([variable, written]) => {
    const { secret: name, as = "value" } = typeof written === "string" ? { secret: written } : written;
    const pointer = ["secrets", variable, ...(typeof written === "string" ? [] : ["secret"])];
    if (around.secrets !== undefined && keys.env && Object.hasOwn(keys.env, variable))
      given.report(variableTwice(given.merged.locate(pointer, "value"), variable));
    return findSecret(given, { pointer, variable, name, as }, around) ?? [];
  });
  return [...secrets, ...readWithSecrets(given, keys.with as Json | undefined, around)];
}

/** Those that stand for a value under `with`. */
function readWithSecrets(given: Given, written: Json | undefined, around: Around): readonly TaskSecret[] {
  const found: TaskSecret[] = [];
  visit(written, ["with"]);
  return found;

  function visit(value: Json | undefined, pointer: Pointer): void {
    if (typeof value !== "object" || value === null) return;
    const name = secretIn(value);
    if (name === undefined)
      return Object.entries(value).forEach(([key, inner]) => {
        visit(inner as Json, [...pointer, Array.isArray(value) ? Number(key) : key]);
      });
    const secret = findSecret(given, { pointer, variable: labelOf(pointer), name, as: "with" }, around);
    if (secret) found.push(secret);
  }
}

function findSecret(
  { merged, report }: Given,
  of: { pointer: Pointer; variable: string; name: string; as: TaskSecret["as"] },
  { secrets, find }: Around,
): TaskSecret | undefined {
  if (secrets === undefined) return undefined;
  const { variable, name, as } = of;
  const source = secrets.get(name);
  const span = merged.locate(of.pointer, "value");
  if (source === undefined) {
    report(unknownSecret(span, name, closest(name, secrets.keys())));
    return undefined;
  }
  if (source.provider === "age") {
    const entry = find(source.path);
    if (entry === undefined || entry.kind === "symlink" || entry.kind === "submodule")
      report(missingSecretFile(span, name, source.path));
  }
  return { variable, name, as, source };
}

/** A variable that a secret is read from is for those who name the secret: what they print of it is masked. */
export function checkInherited(
  { merged, report }: Given,
  inherited: readonly string[],
  secrets: SecretSettings | undefined,
): readonly string[] {
  for (const [i, variable] of inherited.entries()) {
    for (const [name, source] of secrets ?? []) {
      if (source.provider === "env" && source.name === variable)
        report(inheritedSecret(merged.locate(["inherit_env", i], "value"), variable, name));
    }
  }
  return inherited;
}
