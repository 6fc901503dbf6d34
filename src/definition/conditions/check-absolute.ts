import { wrongValue } from "../../diagnostics/shape-codes.ts";
import type { At } from "../meaning/given.ts";

/** Whether it is a path of the host: conditions and events have no folder that a relative one could start in. */
export function checkAbsolute(
  at: At,
  path: string,
  hint = `Write it from the root on: "/${path.replace(/^[.~]*\/+/, "")}"`,
): boolean {
  if (path.startsWith("/")) return true;
  at.report(wrongValue(at.span(), { key: at.label, wanted: "an absolute path", got: JSON.stringify(path), hint }));
  return false;
}
