import { stat } from "node:fs/promises";
import { mayHang } from "../may-hang.ts";
import type { Reader } from "../reader.ts";

/** Below zero for a file from the future. A folder's is the time at which something was last put in or taken out. */
export const readAge: Reader<"age"> = async ({ file }, reading) => {
  const { mtimeMs } = await mayHang(`stat ${file}`, reading, () => stat(file));
  return { kind: "number", value: reading.now() - Math.floor(mtimeMs) };
};
