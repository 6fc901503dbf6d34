import { describeSecretSource } from "../../../model/secret.ts";
import type { TaskSecret } from "../../../model/task.ts";
import type { Rule } from "../rule.ts";

export const newSecret: Rule = {
  id: "new-secret",
  means: "The task gets a secret that it had not, or one that comes from another place.",
  keys: ["secrets"],
  look({ before, after }) {
    const known = new Map((before?.secrets ?? []).map((secret) => [secret.name, secret]));
    const byName = new Map(after.secrets.map((secret) => [secret.name, secret]));
    return [...byName.values()].flatMap((secret) => compare(known.get(secret.name), secret));
  },
};

function compare(before: TaskSecret | undefined, after: TaskSecret): string[] {
  const from = describeSecretSource(after.source);
  if (!before) return [`it gets the secret ${after.name} (${from})`];
  const earlier = describeSecretSource(before.source);
  return earlier === from ? [] : [`its secret ${after.name} comes from ${from}, before: ${earlier}`];
}
