import { findAccount, measureFiles } from "../execute/index.ts";
import type { Executor, MeasuredFile } from "../execute/index.ts";
import type { Active } from "../model/memory.ts";
import type { Artifact, OutputProblem, Outputs } from "../model/outputs.ts";
import { readOutputs } from "../outputs/index.ts";
import { makeRedactor } from "../redact/index.ts";
import { checkDeclared } from "./check-declared.ts";
import type { AttemptEnded } from "./undo-run.ts";
import { rollbackOf } from "./undo-run.ts";

/** What is looked at of what a run printed: the last object may stand before some other text. */
const printedBytes = 4 * 65_536;

/** Whether the end of an attempt brings outputs to be read. Most do not, and cost nothing. */
export function hasOutputs(active: Active, event: AttemptEnded): boolean {
  return (
    event.written !== undefined ||
    (promises(active) && event.exit.kind !== "check" && event.exit.kind !== "unstartable")
  );
}

/** What the attempt has to say, masked, instead of what it has written. Never rejects: an end must be told. */
export async function takeOutputs(executor: Executor, active: Active, event: AttemptEnded): Promise<AttemptEnded> {
  const { written, ...rest } = event;
  try {
    const redactor = makeRedactor(executor.readSecrets(event.run));
    const mask = (text: string): string => redactor.text(text);
    const printed = promises(active) ? await readPrinted(executor, active, event) : undefined;
    const outputs = readOutputs({ written, printed, mask });
    return outputs ? { ...rest, outputs: checkDeclared(active.task, await fillArtifacts(active, outputs)) } : rest;
  } catch (error) {
    const problem = {
      where: "outputs",
      what: `they could not be read: ${(error as NodeJS.ErrnoException).code ?? ""}`,
    };
    return { ...rest, outputs: { problems: [problem] } };
  }
}

/** A rollback executes no command that promises an object. */
function promises(active: Active): boolean {
  return active.task.output === "json" && rollbackOf(active) === undefined;
}

/** The end of what this attempt printed: the log is that of all. */
async function readPrinted(
  executor: Executor,
  { task, phase }: Active,
  { run, exit, resources: { outputBytes = 0 } }: AttemptEnded,
): Promise<{ text: string; isWhole: boolean; isDue: boolean }> {
  const isDue = phase.kind !== "ending" && exit.kind === "exited" && task.successExitCodes.includes(exit.code);
  const { head, tail } = await executor.readLog(run, 2 * printedBytes);
  const end = tail.length > 0 ? tail : head;
  const own = end.subarray(Math.max(0, end.length - Math.min(outputBytes, printedBytes)));
  return { text: new TextDecoder().decode(own), isWhole: own.length >= outputBytes, isDue };
}

/** Size and checksum of files of which only the path is given. */
async function fillArtifacts({ task }: Active, outputs: Outputs): Promise<Outputs> {
  const { artifacts = [], problems = [] } = outputs;
  const isBare = ({ sha256, bytes }: Artifact): boolean => sha256 === undefined || bytes === undefined;
  const bare = artifacts.filter(isBare);
  if (bare.length === 0) return outputs;
  const { user } = task.isolation;
  const account = user ? await findAccount(user) : undefined;
  if (account && !account.ok) return outputs;
  const measured = await measureFiles(
    bare.map(({ path }) => path),
    account?.value,
  );
  const found = new Map(bare.map((artifact, index) => [artifact, measured[index]]));
  const missing = artifacts.flatMap((artifact, index): OutputProblem[] =>
    isBare(artifact) && !found.get(artifact)
      ? [{ where: `artifacts[${index}]`, what: "there is no such file that could be read when the run had ended" }]
      : [],
  );
  const all = [...problems, ...missing.slice(0, 20)];
  return {
    ...outputs,
    artifacts: artifacts.map((artifact) => fill(artifact, found.get(artifact))),
    ...(all.length > 0 && { problems: all }),
  };
}

/** What the task says itself stays. */
function fill({ path, sha256, bytes }: Artifact, measured: MeasuredFile | undefined): Artifact {
  const known = { sha256: sha256 ?? measured?.sha256, bytes: bytes ?? measured?.bytes };
  return {
    path,
    ...(known.sha256 !== undefined && { sha256: known.sha256 }),
    ...(known.bytes !== undefined && { bytes: known.bytes }),
  };
}
