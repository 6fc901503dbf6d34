import { outsideRepository } from "../../diagnostics/meaning-codes.ts";
import { missingKey, unknownKey, wrongValue } from "../../diagnostics/shape-codes.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { SecretSettings, SecretSource } from "../../model/secret.ts";
import type { Given } from "../meaning/given.ts";
import { readDuration } from "../meaning/read-duration.ts";
import { resolvePath } from "../meaning/resolve-path.ts";

type Provider = SecretSource["provider"];

/** One of `[secrets.*]` as written, its shape checked. */
export interface WrittenSecret {
  readonly provider: Provider;
  readonly name?: string;
  readonly path?: string;
  readonly identity?: string | { readonly credential: string };
  readonly command?: readonly string[];
  readonly timeout?: string;
}

interface Keys {
  readonly needed: readonly (keyof WrittenSecret)[];
  readonly allowed?: readonly (keyof WrittenSecret)[];
}

/** What each provider is told. A new one is a line here, one in the schema, and its reader in src/secrets/providers. */
const keysOf: Readonly<Record<Provider, Keys>> = {
  env: { needed: ["name"] },
  file: { needed: ["path"] },
  credential: { needed: ["name"] },
  age: { needed: ["path", "identity"] },
  command: { needed: ["command"], allowed: ["timeout"] },
};

/** What is wrong is told, and is no secret then. */
export function readSecrets(given: Given, written: Readonly<Record<string, WrittenSecret>>): SecretSettings {
  const secrets = new Map<string, SecretSource>();
  for (const [name, secret] of Object.entries(written)) {
    const problems = [...checkKeys(given, name, secret), ...checkPaths(given, name, secret)];
    problems.forEach(given.report);
    if (problems.length === 0) secrets.set(name, understand(given, name, secret));
  }
  return secrets;
}

function checkKeys({ merged }: Given, name: string, secret: WrittenSecret): Diagnostic[] {
  const { needed, allowed = [] } = keysOf[secret.provider];
  const where = `[secrets.${name}] with the provider ${secret.provider}`;
  const known: readonly string[] = ["provider", ...needed, ...allowed];
  const hint = `It takes ${[...needed, ...allowed].join(" and ")}.`;
  const missing = needed.filter((key) => secret[key] === undefined);
  const strange = Object.keys(secret).filter((key) => !known.includes(key));
  return [
    ...missing.map((key) => missingKey(merged.locate(["secrets", name], "key"), { key, where, hint: undefined })),
    ...strange.map((key) => unknownKey(merged.locate(["secrets", name, key], "key"), { key, where, hint })),
  ];
}

function checkPaths({ merged }: Given, name: string, secret: WrittenSecret): Diagnostic[] {
  const tell = (key: string, got: string): Diagnostic =>
    wrongValue(merged.locate(["secrets", name, key], "value"), {
      key: `secrets.${name}.${key}`,
      wanted: "an absolute path",
      got: JSON.stringify(got),
      hint: undefined,
    });
  const { provider, path, identity } = secret;
  const problems: Diagnostic[] = [];
  if (provider === "file" && path !== undefined && !path.startsWith("/")) problems.push(tell("path", path));
  if (provider === "age" && typeof identity === "string" && !identity.startsWith("/"))
    problems.push(tell("identity", identity));
  const resolved = provider === "age" && path !== undefined ? resolvePath(path) : undefined;
  if (resolved && !resolved.ok) {
    const hint = "Write the path of the encrypted file from the repository's root, such as secrets/db.age.";
    problems.push(outsideRepository(merged.locate(["secrets", name, "path"], "value"), path!, resolved.error, hint));
  }
  return problems;
}

function understand(given: Given, name: string, secret: WrittenSecret): SecretSource {
  const { provider } = secret;
  switch (provider) {
    case "env":
    case "credential":
      return { provider, name: secret.name! };
    case "file":
      return { provider, path: secret.path! };
    case "age": {
      const resolved = resolvePath(secret.path!);
      const identity = secret.identity!;
      return {
        provider,
        path: resolved.ok ? resolved.value : secret.path!,
        identity:
          typeof identity === "string"
            ? { provider: "file", path: identity }
            : { provider: "credential", name: identity.credential },
      };
    }
    case "command": {
      const timeoutMs = readDuration(given, ["secrets", name, "timeout"], secret.timeout) ?? 30_000;
      return { provider, command: secret.command!, timeoutMs };
    }
  }
}
