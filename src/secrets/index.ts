// takes       the secrets that a task names, and the unpacked revision that its run works in
// gives       their values, read at this moment; nothing is kept
// fails with  a sentence that names the secret and what to do, and never holds a value
// guarantees  what is given is text of at least four characters, without a NUL
import type { Result } from "../model/result.ts";
import { failure, ok } from "../model/result.ts";
import type { SecretSource } from "../model/secret.ts";
import { readAge } from "./providers/age.ts";
import { readCommand } from "./providers/command.ts";
import { readCredential } from "./providers/credential.ts";
import { readEnv } from "./providers/env.ts";
import { readFile } from "./providers/file.ts";

/** What the readers of values know of the world. */
export interface SecretPlace {
  /** The runner's own environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute path of the unpacked revision. */
  readonly workspace: string;
}

/** Gives the value as it is stored, or a clause that says why there is none. */
export type SecretReader<P extends SecretSource["provider"]> = (
  source: Extract<SecretSource, { provider: P }>,
  place: SecretPlace,
) => Promise<Result<Uint8Array, string>>;

const readers: { readonly [P in SecretSource["provider"]]: SecretReader<P> } = {
  env: readEnv,
  file: readFile,
  credential: readCredential,
  age: readAge,
  command: readCommand,
};

const shortest = 4;
const longestBytes = 65_536;

/** Reads what a run needs, by name. */
export async function readSecrets(
  secrets: readonly { readonly name: string; readonly source: SecretSource }[],
  place: SecretPlace,
): Promise<Result<ReadonlyMap<string, string>, string>> {
  const values = new Map<string, string>();
  for (const { name, source } of secrets) {
    if (values.has(name)) continue;
    const read = await readers[source.provider](source as never, place).catch((error: NodeJS.ErrnoException) =>
      // What the system says; its message may quote what it was given.
      failure(`reading it failed (${error.code ?? error.name})`),
    );
    const value = read.ok ? understand(read.value) : read;
    if (!value.ok) return failure(`The secret ${name} cannot be used: ${value.error}.`);
    values.set(name, value.value);
  }
  return ok(values);
}

/** One line end at the end goes: editors and echo(1) leave it there. */
function understand(bytes: Uint8Array): Result<string, string> {
  if (bytes.length > longestBytes) return failure("it has more than 64 KiB: is it the right file?");
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return failure("it is no text in UTF-8: encode it, in base64 for one, and let the task decode it");
  }
  const value = text.replace(/\r?\n$/, "");
  if (value.includes("\0")) return failure("it has a NUL in it, which no variable can hold");
  // In fewer, half of all that a task prints would be masked, or nothing.
  if (Array.from(value.replaceAll(/\s/g, "")).length < shortest)
    return failure(`it has fewer than ${shortest} characters, too few to be masked; take a longer one`);
  return ok(value);
}
