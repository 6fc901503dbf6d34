import { join } from "node:path";
import { failure, ok } from "../../model/result.ts";
import type { SecretReader } from "../index.ts";
import { loadAge } from "../load-age.ts";
import { readCredential } from "./credential.ts";
import { readFile } from "./file.ts";

/** A file of the revision at hand, binary or armoured, decrypted with the identities of age-keygen(1). */
export const readAge: SecretReader<"age"> = async ({ path, identity }, place) => {
  const encrypted = await readFile({ provider: "file", path: join(place.workspace, path) }, place);
  if (!encrypted.ok) return encrypted;
  const keys = identity.provider === "file" ? await readFile(identity, place) : await readCredential(identity, place);
  if (!keys.ok) return failure(`its identity: ${keys.error}`);
  const identities = Buffer.from(keys.value)
    .toString()
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
  const { Decrypter, armor } = await loadAge();
  try {
    const decrypter = new Decrypter();
    for (const one of identities) decrypter.addIdentity(one);
    const text = Buffer.from(encrypted.value).toString("latin1");
    return ok(await decrypter.decrypt(text.startsWith("-----BEGIN") ? armor.decode(text) : encrypted.value));
  } catch {
    // What the library says may quote what it was given.
    return failure(`${path} cannot be decrypted: is it encrypted with age for this identity?`);
  }
};
