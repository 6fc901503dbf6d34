import fc from "fast-check";
import type { MeantTask } from "./any-written.ts";
import { meanings } from "./any-written.ts";

/** What became of the tasks, and of which one would have to be told. */
export interface Changed {
  readonly tasks: readonly MeantTask[];
  /** `~ a`, `+ a`, `- a`, `a → z`: all that is told, in order. */
  readonly told: readonly string[];
}

type Change = (of: Changed) => Changed;

/** Another meaning of one key, a new task, one that is gone, or one by another name that others follow. */
const anyChange: fc.Arbitrary<Change> = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(fc.nat(), fc.constantFrom(...Object.keys(meanings)), fc.nat()).map(changeKey) },
  { weight: 1, arbitrary: fc.nat().map(addTask) },
  { weight: 1, arbitrary: fc.nat().map(removeTask) },
  { weight: 1, arbitrary: fc.nat().map(renameTask) },
);

/** Up to three changes. */
export function anyChanged(tasks: readonly MeantTask[]): fc.Arbitrary<Changed> {
  return fc
    .array(anyChange, { maxLength: 3 })
    .map((changes) => changes.reduce<Changed>((of, change) => change(of), { tasks, told: [] }));
}

/** A task is changed once at most: so that no change undoes another. */
function untouched({ tasks, told }: Changed): readonly MeantTask[] {
  return tasks.filter(({ id }) => !told.some((line) => line.endsWith(` ${id}`)));
}

function changeKey([which, key, line]: [number, string, number]): Change {
  return (of) => {
    const among = untouched(of);
    const task = among[which % among.length];
    if (!task) return of;
    const lines = meanings[key]!.length;
    const now = task.meant[key] ?? 0;
    const meant = { ...task.meant, [key]: (now + 1 + (line % (lines - 1))) % lines };
    return {
      tasks: of.tasks.map((one) => (one === task ? { ...task, meant } : one)),
      told: [...of.told, `~ ${task.id}`],
    };
  };
}

function addTask(line: number): Change {
  return (of) => {
    // One that comes while another goes could be told as that one by another name.
    if (of.told.some((line) => /^[+-]/.test(line) || line.includes("→"))) return of;
    const meant = { schedule: line % meanings["schedule"]!.length };
    return { tasks: [...of.tasks, { id: "new", meant, command: "do-new", needs: [] }], told: [...of.told, "+ new"] };
  };
}

function removeTask(which: number): Change {
  return (of) => {
    const among = untouched(of).filter(({ id }) => !of.tasks.some(({ needs }) => needs.includes(id)));
    const task = among[which % among.length];
    if (!task || of.told.some((line) => /^[+]/.test(line) || line.includes("→"))) return of;
    return { tasks: of.tasks.filter((one) => one !== task), told: [...of.told, `- ${task.id}`] };
  };
}

function renameTask(which: number): Change {
  return (of) => {
    const among = untouched(of);
    const task = among[which % among.length];
    if (!task || of.told.some((line) => /^[+-]/.test(line) || line.includes("→"))) return of;
    const follow = (id: string): string => (id === task.id ? "z" : id);
    const tasks = of.tasks.map((one) => ({ ...one, id: follow(one.id), needs: one.needs.map(follow) }));
    return { tasks, told: [...of.told, `${task.id} → z`] };
  };
}
