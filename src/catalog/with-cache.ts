import { join } from "node:path";
import type { Cache } from "../cache/index.ts";
import { dropCache, isBroken, openCache } from "../cache/index.ts";
import type { Repository } from "../repository/index.ts";

/**
 * What `use` makes of the repository's cache, which stands in the git directory: whoever may read the repository may read
 * it, and it goes where the repository goes. `undefined`: there is none. One that proves damaged while it is used goes, and
 * all is done again without: it only spares work.
 */
export async function withCache<T>(
  { commonDir }: Repository,
  use: (cache: Cache | undefined, make: () => Cache | undefined) => T | Promise<T>,
): Promise<T> {
  const path = join(commonDir, "runner-cache", "tasks.db");
  let cache = openCache(path, { make: false });
  try {
    return await use(cache, () => (cache ??= openCache(path, { make: true })));
  } catch (error) {
    if (!cache || !isBroken(error)) throw error;
    close(cache);
    cache = undefined;
    dropCache(path);
    return await use(undefined, () => undefined);
  } finally {
    if (cache) close(cache);
  }
}

function close(cache: Cache): void {
  try {
    cache.close();
  } catch (error) {
    if (!isBroken(error)) throw error;
  }
}
