/** Where the value of a secret is read from, by its provider. */
export type SecretSource =
  | { readonly provider: "env"; readonly name: string }
  /** `path`: absolute. */
  | { readonly provider: "file"; readonly path: string }
  /** Of systemd: a file in CREDENTIALS_DIRECTORY (systemd.exec(5), LoadCredential=). */
  | { readonly provider: "credential"; readonly name: string }
  /** `path`: from the repository's root. `identity`: a file of the host, or a credential, that has the keys. */
  | {
      readonly provider: "age";
      readonly path: string;
      readonly identity: Extract<SecretSource, { provider: "file" | "credential" }>;
    }
  | { readonly provider: "command"; readonly command: readonly string[]; readonly timeoutMs: number };

/** By the names that tasks use. */
export type SecretSettings = ReadonlyMap<string, SecretSource>;

/** A source as people read it: `env DB_PASSWORD`. No value is in it. */
export function describeSecretSource(source: SecretSource): string {
  switch (source.provider) {
    case "env":
    case "credential":
      return `${source.provider} ${source.name}`;
    case "file":
      return `file ${source.path}`;
    case "age":
      return `age ${source.path} by ${describeSecretSource(source.identity)}`;
    case "command":
      return `command ${JSON.stringify(source.command)}`;
  }
}
