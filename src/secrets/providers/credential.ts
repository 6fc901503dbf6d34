import { join } from "node:path";
import { failure } from "../../model/result.ts";
import type { SecretReader } from "../index.ts";
import { readFile } from "./file.ts";

/** systemd.exec(5): a file in the folder that CREDENTIALS_DIRECTORY names. Its name is no path. */
export const readCredential: SecretReader<"credential"> = async ({ name }, place) => {
  const folder = place.env["CREDENTIALS_DIRECTORY"];
  if (folder === undefined || folder === "")
    return failure("the runner has no credentials: add LoadCredential= to its unit, and start it by systemd");
  if (name.includes("/") || name === "." || name === "..") return failure(`${name} is no name of a credential`);
  return readFile({ provider: "file", path: join(folder, name) }, place);
};
