import type { SimpleGit } from "simple-git";
import type { Fault } from "../../model/fault.ts";
import type { Result } from "../../model/result.ts";
import { failure, ok } from "../../model/result.ts";
import { explainFailure } from "./explain-failure.ts";
import { gitEnvironment } from "./git-environment.ts";
import { checkoutConfig, safeConfig } from "./safe-config.ts";

/**
 * Rare porcelain by simple-git: init, worktrees, remotes. It waits 50 ms after a command that prints nothing, so nothing
 * hot goes this way. Loaded when first needed (9 ms).
 *
 * It refuses environment variables and settings with which an outsider could have a program executed. Ours come from
 * the user who started us, or turn such things off, so they are allowed by name.
 */
export async function withSimpleGit<T>(
  doing: string,
  cwd: string,
  work: (git: SimpleGit) => Promise<T>,
): Promise<Result<T, Fault>> {
  const { simpleGit } = await import("simple-git");
  const environment = gitEnvironment(process.env);
  try {
    const git = simpleGit({
      baseDir: cwd,
      config: [...safeConfig, ...checkoutConfig],
      allowEnvironment: Object.keys(environment),
      unsafe: { allowUnsafeHooksPath: true, allowUnsafeFsMonitor: true },
    }).env(environment);
    return ok(await work(git));
  } catch (error) {
    const stderr = error instanceof Error ? error.message : String(error);
    return failure(explainFailure(doing, { kind: "exited", code: 128, stdout: Buffer.alloc(0), stderr }));
  }
}
