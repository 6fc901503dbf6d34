import { closest } from "../../diagnostics/closest.ts";
import { inheritedSecret, missingSecretFile, unknownSecret, variableTwice } from "../../diagnostics/secret-codes.ts";
import { byCodePoint } from "../../model/compare.ts";
import type { RevisionFiles } from "../../model/files.ts";
import type { SecretSettings } from "../../model/secret.ts";
import type { TaskSecret } from "../../model/task.ts";
import type { TaskFile } from "../task-file.generated.ts";
import type { Given } from "./given.ts";

interface Around {
  readonly secrets: SecretSettings | undefined;
  readonly find: RevisionFiles["find"];
}

/** The secrets that a task names, each with where its value comes from. */
export function readTaskSecrets({ merged, report }: Given, keys: TaskFile, around: Around): readonly TaskSecret[] {
  const { secrets, find } = around;
  if (secrets === undefined) return [];
  return Object.entries(keys.secrets ?? {})
    .sort(([a], [b]) => byCodePoint(a, b))
    .flatMap(([variable, written]) => {
      const { secret: name, as = "value" } = typeof written === "string" ? { secret: written } : written;
      const pointer = ["secrets", variable, ...(typeof written === "string" ? [] : ["secret"])];
      const span = merged.locate(pointer, "value");
      if (keys.env && Object.hasOwn(keys.env, variable)) report(variableTwice(span, variable));
      const source = secrets.get(name);
      if (source === undefined) {
        report(unknownSecret(span, name, closest(name, secrets.keys())));
        return [];
      }
      if (source.provider === "age") {
        const entry = find(source.path);
        if (entry === undefined || entry.kind === "symlink" || entry.kind === "submodule")
          report(missingSecretFile(span, name, source.path));
      }
      return [{ variable, name, as, source }];
    });
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
