import type { ChildProcess } from "node:child_process";
import type { Fault } from "../../model/fault.ts";
import type { Result } from "../../model/result.ts";
import { failure, ok } from "../../model/result.ts";
import { explainFailure } from "../git/explain-failure.ts";
import type { GitAnswer } from "../git/run-git.ts";
import { startGit } from "../git/run-git.ts";
import { makeBatchParser } from "./make-batch-parser.ts";

/** Git's objects by their names, from one process that stays: an answer costs a tenth of a millisecond, not five. */
export interface Objects {
  /** Those that are not there are absent in the answer. At most `limit` bytes are kept of each. */
  read(names: Iterable<string>, limit: number): Promise<Result<ReadonlyMap<string, Buffer>, Fault>>;
  /** Git's name of what a ref stands for at this moment; undefined: there is no such ref. */
  find(ref: string): Promise<Result<string | undefined, Fault>>;
  close(): void;
}

type Parser = ReturnType<typeof makeBatchParser>;

/**
 * One `git cat-file --batch` (git-cat-file(1)), started with the first question and anew where it has died. Questions wait
 * for each other. It does not keep the process that asks from ending, and ends with it.
 */
export function openObjects(cwd: string): Objects {
  let child: ChildProcess | undefined;
  let last: Promise<unknown> = Promise.resolve();

  const ask = async (names: readonly string[], limit: number): Promise<Result<Parser, Fault>> => {
    const parser = makeBatchParser(names, limit);
    child ??= await startGit({ cwd, args: ["cat-file", "--batch"], input: "" });
    const answer = await converse(child, `${names.join("\n")}\n`, parser);
    if (answer === undefined) return ok(parser);
    child = undefined;
    return failure(explainFailure("reading objects of the repository", answer));
  };

  const askInTurn = (names: readonly string[], limit: number): Promise<Result<Parser, Fault>> => {
    const answer = last.then(() => ask(names, limit));
    last = answer.catch(() => undefined);
    return answer;
  };

  return {
    read: async (wanted, limit) => {
      const names = [...new Set(wanted)];
      if (names.length === 0) return ok(new Map());
      const answer = await askInTurn(names, limit);
      return answer.ok ? ok(answer.value.found) : answer;
    },
    find: async (ref) => {
      const answer = await askInTurn([ref], 0);
      return answer.ok ? ok(answer.value.names.get(ref)) : answer;
    },
    close: () => {
      child?.stdin?.end();
      child = undefined;
    },
  };
}

/** Until the last answer is there; undefined then, else how the process ended before. */
function converse(child: ChildProcess, questions: string, parser: Parser): Promise<GitAnswer | undefined> {
  return new Promise((resolve) => {
    let stderr = "";
    const finish = (answer: GitAnswer | undefined): void => {
      child.stdout!.off("data", onData);
      child.stderr!.off("data", onError);
      child.off("close", onClose);
      child.off("error", onFailure);
      rest(child, false);
      resolve(answer);
    };
    const onData = (chunk: Buffer): void => {
      parser.push(chunk);
      if (parser.complete()) finish(undefined);
    };
    const onError = (chunk: Buffer): void => void (stderr += chunk.toString("utf8"));
    const onClose = (code: number | null, signal: string | null): void =>
      finish(
        code === null
          ? { kind: "killed", signal: signal ?? "unknown", stderr }
          : { kind: "exited", code, stdout: Buffer.alloc(0), stderr },
      );
    const onFailure = (error: Error): void => finish({ kind: "unstartable", problem: error.message });
    if (child.exitCode !== null || child.signalCode !== null) return onClose(child.exitCode, child.signalCode);
    rest(child, true);
    child.stdout!.on("data", onData);
    child.stderr!.on("data", onError);
    child.once("close", onClose);
    child.once("error", onFailure);
    child.stdin!.write(questions);
  });
}

/** While nobody waits for it, it must not keep us. */
function rest(child: ChildProcess, busy: boolean): void {
  const handles = [child, child.stdin, child.stdout, child.stderr] as unknown as (Partial<NodeJS.RefCounted> | null)[];
  for (const handle of handles) (busy ? handle?.ref : handle?.unref)?.call(handle);
}
