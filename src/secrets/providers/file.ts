import { readFile as readBytes } from "node:fs/promises";
import { failure, ok } from "../../model/result.ts";
import type { SecretReader } from "../index.ts";

export const readFile: SecretReader<"file"> = async ({ path }) => {
  try {
    return ok(await readBytes(path));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return failure(`there is no file ${path}`);
    if (code === "EACCES") return failure(`the runner's user may not read ${path}`);
    return failure(message);
  }
};
