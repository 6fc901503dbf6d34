import type * as Age from "age-encryption";
import { createRequire } from "node:module";

/** Only when a secret is encrypted with it: 200 KB, which the published program has in a file beside it. */
export async function loadAge(): Promise<typeof Age> {
  try {
    return createRequire(import.meta.url)("./age-encryption.cjs") as typeof Age;
  } catch {
    return import("age-encryption");
  }
}
