import { stat } from "node:fs/promises";
import { mayHang } from "../may-hang.ts";
import type { Reader } from "../reader.ts";

/**
 * Follows links, as test(1) -e and systemd's ConditionPathExists do: a link to nothing is false, for whoever opens it gets
 * nothing. Only "no such file" is false; a folder that may not be searched, or a path that makes no sense, is unknown.
 */
export const readFileFact: Reader<"file"> = async ({ path }, reading) => {
  try {
    await mayHang(`stat ${path}`, reading, () => stat(path));
    return { kind: "boolean", value: true };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return { kind: "boolean", value: false };
  }
};
