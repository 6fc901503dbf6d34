import { statfs } from "node:fs/promises";
import { mayHang } from "../may-hang.ts";
import type { Reader } from "../reader.ts";

/** As df(1) counts: what only root may still use is neither used nor available. df rounds up, this does not round. */
export const readDiskUsage: Reader<"disk_usage"> = async ({ path }, reading) => {
  const { blocks, bfree, bavail } = await mayHang(`statfs ${path}`, reading, () => statfs(path));
  const used = blocks - bfree;
  // /proc, /sys and their like.
  if (used + bavail === 0) return { kind: "unknown", why: "the file system there has no size" };
  return { kind: "number", value: (used / (used + bavail)) * 100 };
};
