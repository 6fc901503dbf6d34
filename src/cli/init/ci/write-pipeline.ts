import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { openRepository } from "../../../repository/index.ts";
import { escapeTerminal } from "../../../text/escape-terminal.ts";
import { exitCodes } from "../../exit-codes.ts";
import type { ExitCode } from "../../exit-codes.ts";
import { packageRoot } from "../../package-root.ts";
import { printDiskError } from "../../print-disk-error.ts";
import { printFault } from "../../print-fault.ts";
import { printJson } from "../../print-json.ts";
import type { Call } from "../../verb.ts";
import type { NewFile } from "../new-file.ts";
import { writeFiles } from "../write-files.ts";
import { actionsWorkflow, forgejo, gitea, github } from "./actions-workflow.ts";
import { gitlabPipeline, includedPath } from "./gitlab-pipeline.ts";
import type { RunnerSource } from "./runner-source.ts";
import { findRunnerSource } from "./runner-source.ts";

/** For whom there is a pipeline, and how it is made for a repository. */
const pipelines: Readonly<Record<string, (dir: string, source: RunnerSource) => NewFile>> = {
  github: (_, source) => actionsWorkflow(github, source),
  gitlab: (dir, source) => gitlabPipeline(hasPipelineOfItsOwn(dir) ? includedPath : ".gitlab-ci.yml", source),
  forgejo: (_, source) => actionsWorkflow(forgejo, source),
  gitea: (_, source) => actionsWorkflow(gitea, source),
};

/** A job more in somebody's file is theirs to write; ours is known again. */
function hasPipelineOfItsOwn(dir: string): boolean {
  const path = join(dir, ".gitlab-ci.yml");
  return existsSync(path) && !readFileSync(path, "utf8").includes("`runner init --ci gitlab`");
}

export const pipelineNames = Object.keys(pipelines);

/** Writes the pipeline that plans pull requests into the repository at `dir`. One that is there already stays as it is. */
export async function writePipeline(call: Call, dir: string, ci: string): Promise<ExitCode> {
  const { io } = call;
  const opened = await openRepository(dir);
  if (!opened.ok) return printFault(io, opened.error);
  const { dir: top, bare } = opened.value;
  if (bare) {
    return printFault(io, {
      what: `${dir} is a bare repository, and has no files`,
      hint: "Call it in a clone, commit what it writes, and push.",
    });
  }
  const source = await findRunnerSource(packageRoot());
  const file = pipelines[ci]!(top, source);
  try {
    const files = writeFiles(top, [file]);
    if (call.json) printJson(io, { dir: top, madeRepository: false, ...files });
    else io.out(tell(file, { source, isNew: files.written.length > 0 }));
  } catch (error) {
    return printDiskError(io, error);
  }
  return exitCodes.fine;
}

function tell({ path }: NewFile, { source, isNew }: { source: RunnerSource; isNew: boolean }): string {
  if (!isNew) return `${escapeTerminal(path)} was there, and stays as it is\n`;
  const steps = [
    ...(source.url === "" ? ["set RUNNER_SOURCE in it to the address of the runner's git repository"] : []),
    ...(path === includedPath ? [`add to .gitlab-ci.yml: include: [{ local: ${includedPath} }]`] : []),
    ...(path.startsWith(".gitlab") ? ["give the project a variable RUNNER_FORGE_TOKEN, as its first lines say"] : []),
    "commit it, and push",
  ];
  return [
    `${escapeTerminal(path)}: pull requests get a comment with what they change\n`,
    "\nNext:\n",
    ...steps.map((step) => `  ${step}\n`),
  ].join("");
}
