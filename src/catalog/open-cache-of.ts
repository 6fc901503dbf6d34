import { join } from "node:path";
import type { Cache } from "../cache/index.ts";
import { openCache } from "../cache/index.ts";
import type { Repository } from "../repository/index.ts";

/** In the git directory: whoever may read the repository may read it, and it goes where the repository goes. */
export function openCacheOf({ commonDir }: Repository, options: { make: boolean }): Cache | undefined {
  return openCache(join(commonDir, "runner-cache", "tasks.db"), options);
}
