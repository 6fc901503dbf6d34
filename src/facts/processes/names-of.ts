import { basename } from "node:path/posix";

/** Programs whose business is the script that they are given. */
const interpreter = /^(?:(?:ba|da|a|k|z)?sh|(?:python|perl|ruby|php|lua)[\d.]*|node|nodejs)$/;
/** Bytes that the kernel keeps of a name (TASK_COMM_LEN, proc_pid_comm(5)). */
const commLength = 15;

/**
 * What people call a process, and thus what `process` may ask for:
 *
 * - its comm, which is what pgrep(1) and ps(1) go by: cut, and of its own making if it likes;
 * - the file name in argv[0], as pidof(8) does: whole, and Node's own comm, say, is "MainThread";
 * - the script. One that was executed itself is in the comm already (execve(2)); if cut there, it is, as for pidof(8) -x,
 *   the argument that begins so: the first or, where `#!` gives the interpreter an option, the second. Behind
 *   `#!/usr/bin/env python3`, and where it was given by hand, it is the first argument of a well-known interpreter.
 */
export function namesOf(comm: string, argv: readonly string[]): readonly string[] {
  const [program, ...words] = argv.slice(0, 3).map((word) => basename(word));
  if (program === undefined) return [comm];
  const scripts = comm.length === commLength ? words.filter((word) => word.startsWith(comm)) : [];
  if (interpreter.test(program) && words[0] !== undefined && !argv[1]!.startsWith("-")) scripts.push(words[0]);
  return [comm, program, ...scripts];
}
