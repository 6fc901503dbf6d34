import { countBytes, countFiles } from "./manifest.ts";
import { findTops, scanPaths } from "./scan-paths.ts";

/** What a run would be protected from harming, at this moment. */
export interface Stake {
  /** The topmost files and folders that the patterns name. */
  readonly paths: readonly string[];
  readonly files: number;
  readonly bytes: number;
  /** Why not all of it could be looked at: then the run would not start. */
  readonly problem?: string;
}

/** Counts what `protect` names. Nothing is copied. */
export function measureStake(protect: readonly string[]): Stake {
  const paths = findTops(protect);
  try {
    const entries = scanPaths(paths);
    return { paths, files: countFiles(entries), bytes: countBytes(entries) };
  } catch (error) {
    return { paths, files: 0, bytes: 0, problem: (error as Error).message };
  }
}
