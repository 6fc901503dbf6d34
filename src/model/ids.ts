/** Name of a task, unique in its repository. */
export type TaskId = string & { readonly __taskId: never };
/** Name of a run: sorts by time, the same for the same host, task and slot. See make-run-id.ts. */
export type RunId = string & { readonly __runId: never };
/** A commit's full object name, or that of a snapshot of uncommitted files. */
export type Sha = string & { readonly __sha: never };

export const taskIdPattern = /^[a-z0-9][a-z0-9._-]{0,62}$/;

export function taskId(text: string): TaskId {
  if (!taskIdPattern.test(text)) throw new Error(`not a task id: ${JSON.stringify(text)}`);
  return text as TaskId;
}

export const runIdPattern = /^\d{8}T\d{6}Z-[0-9a-f]{10}$/;

export function runId(text: string): RunId {
  if (!runIdPattern.test(text)) throw new Error(`not a run id: ${JSON.stringify(text)}`);
  return text as RunId;
}

export function sha(text: string): Sha {
  if (!/^[0-9a-f]{40}([0-9a-f]{24})?$/.test(text)) throw new Error(`not an object name: ${JSON.stringify(text)}`);
  return text as Sha;
}
