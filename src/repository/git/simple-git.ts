import { dirname } from "node:path";
import type { SimpleGit, SimpleGitOptions } from "simple-git";
import type { Fault } from "../../model/fault.ts";
import type { Result } from "../../model/result.ts";
import { failure, ok } from "../../model/result.ts";
import { explainFailure } from "./explain-failure.ts";
import { gitEnvironment } from "./git-environment.ts";
import type { GitAnswer } from "./run-git.ts";
import { checkoutConfig, safeConfig } from "./safe-config.ts";

/**
 * simple-git refuses settings and environment variables with which an outsider could have a program executed. Ours come
 * from whoever started us (a CI job passes credentials so), or switch such things off: nothing of it is refused.
 */
const unsafe: NonNullable<SimpleGitOptions["unsafe"]> = Object.fromEntries(
  [
    "Alias",
    "AskPass",
    "CommandBinaries",
    "ConfigEnvCount",
    "ConfigPaths",
    "CredentialHelper",
    "DiffExternal",
    "DiffTextConv",
    "Editor",
    "Exec",
    "Filter",
    "FsMonitor",
    "GitProxy",
    "GpgProgram",
    "HooksPath",
    "Include",
    "MergeDriver",
    "Pack",
    "Pager",
    "ProtocolOverride",
    "SshCommand",
    "Submodule",
    "TemplateDir",
    "UrlRewrite",
  ].map((name) => [`allowUnsafe${name}`, true]),
);

/**
 * Rare porcelain by simple-git: making repositories and work trees. It waits 50 ms after a command that prints nothing,
 * so nothing hot goes this way. Loaded when first needed (9 ms).
 */
export async function withSimpleGit<T>(
  doing: string,
  cwd: string,
  work: (git: SimpleGit) => Promise<T>,
): Promise<Result<T, Fault>> {
  const { simpleGit } = await import("simple-git");
  const environment = gitEnvironment(process.env, { GIT_CEILING_DIRECTORIES: dirname(cwd) });
  try {
    const git = simpleGit({
      baseDir: cwd,
      config: [...safeConfig, ...checkoutConfig],
      allowEnvironment: Object.keys(environment),
      unsafe,
    }).env(environment);
    return ok(await work(git));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const answer: GitAnswer = message.includes("spawn git")
      ? { kind: "unstartable", problem: message }
      : { kind: "exited", code: 128, stdout: Buffer.alloc(0), stderr: message };
    return failure(explainFailure(doing, answer));
  }
}
