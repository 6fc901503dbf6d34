import { unknownEvent } from "../../diagnostics/condition-codes.ts";
import { outsideRepository } from "../../diagnostics/meaning-codes.ts";
import { outOfRange, unknownKey, wrongValue } from "../../diagnostics/shape-codes.ts";
import { byCodePoint } from "../../model/compare.ts";
import { taskId, taskIdPattern } from "../../model/ids.ts";
import type { EventTrigger } from "../../model/trigger.ts";
import { checkAbsolute } from "../conditions/check-absolute.ts";
import { readCondition } from "../conditions/read-condition.ts";
import type { At } from "../meaning/given.ts";
import { readDurationAt } from "../meaning/read-duration.ts";
import { resolvePath } from "../meaning/resolve-path.ts";
import type { WrittenEvent } from "../task-file.generated.ts";
import { foldCategory, makeTrigger } from "./make-trigger.ts";

type Table = Exclude<WrittenEvent, string>;

/** The keys that name an event, each with what reads it. A new one is a function and a line here. */
const readers = {
  boot: readBoot,
  login: readLogin,
  task: readTask,
  file_changed: readFileChanged,
  changed: readChanged,
  request: readRequest,
  condition: readConditionEvent,
} as const satisfies { readonly [Key in keyof Table]?: (at: At, table: Table) => EventTrigger | undefined };

type EventKey = keyof typeof readers;

/** Keys that say more of one kind of event. */
const further = { status: "task", for: "condition", repeat: "condition" } as const satisfies Partial<
  Record<keyof Table, EventKey>
>;

/** An event written as a table, of which the shape is right. Undefined: wrong, and told. */
export function readEventTable(at: At, table: Table): EventTrigger | undefined {
  const named = Object.keys(table).filter((key): key is EventKey => Object.hasOwn(readers, key));
  const [key] = named;
  if (key === undefined || named.length > 1) {
    const message =
      key === undefined
        ? "This event does not say what it waits for."
        : `This event waits for several things: ${named.join(", ")}.`;
    const hint =
      key === undefined
        ? `It needs one of ${Object.keys(readers).join(", ")}.`
        : "Make each an item of its own: any of them will do.";
    at.report(unknownEvent(at.span(), message, hint));
    return undefined;
  }
  for (const [extra, of] of Object.entries(further)) {
    if (!Object.hasOwn(table, extra) || of === key) continue;
    const place = at.within(extra);
    place.report(
      unknownKey(place.span("key"), {
        key: extra,
        where: `an event with \`${key}\``,
        hint: `It says more of \`${of}\`.`,
      }),
    );
  }
  return readers[key](at, table);
}

function readBoot(at: At, { boot }: Table): EventTrigger {
  return makeTrigger({ kind: "boot", delayMs: readDurationAt(at.within("boot").within("delay"), boot!.delay) ?? 0 });
}

function readLogin(_: At, { login }: Table): EventTrigger {
  return makeTrigger({ kind: "login", user: login!.user });
}

/** That there is such a task is checked for all at once: checkReferences. */
function readTask(_: At, { task, status = "success" }: Table): EventTrigger | undefined {
  if (task === "*") return makeTrigger({ kind: "task", task, status });
  return taskIdPattern.test(task!) ? makeTrigger({ kind: "task", task: taskId(task!), status }) : undefined;
}

function readFileChanged(at: At, { file_changed: glob }: Table): EventTrigger | undefined {
  const hint = 'It is about files of the host: write "/…". For files of the repository there is `changed`.';
  return checkAbsolute(at.within("file_changed"), glob!, hint)
    ? makeTrigger({ kind: "file-changed", glob: glob! })
    : undefined;
}

function readChanged(at: At, { changed }: Table): EventTrigger | undefined {
  const list = typeof changed === "string" ? [changed] : changed!;
  const globs = list.map((glob, i) => {
    const resolved = resolvePath(glob);
    if (resolved.ok) return resolved.value;
    const place = typeof changed === "string" ? at.within("changed") : at.within("changed").within(i);
    const hint =
      "It is about files of the repository: write scripts/**. For files of the host there is `file_changed`.";
    place.report(outsideRepository(place.span(), glob, resolved.error, hint));
    return undefined;
  });
  const sound = globs.filter((glob) => glob !== undefined);
  if (sound.length < globs.length) return undefined;
  return makeTrigger({ kind: "changed", globs: [...new Set(sound)].sort(byCodePoint) });
}

function readRequest(at: At, { request }: Table): EventTrigger | undefined {
  const { category, min_confidence: minConfidence = 0 } = request!;
  if (foldCategory(category) !== "") return makeTrigger({ kind: "request", category, minConfidence });
  const place = at.within("request").within("category");
  const of = {
    key: place.label,
    wanted: "a name with letters or digits",
    got: JSON.stringify(category),
    hint: undefined,
  };
  place.report(wrongValue(place.span(), of));
  return undefined;
}

function readConditionEvent(at: At, table: Table): EventTrigger | undefined {
  const condition = readCondition(at.within("condition"), table.condition!);
  const forMs = readDurationAt(at.within("for"), table.for) ?? 0;
  const repeat = at.within("repeat");
  const repeatMs = readDurationAt(repeat, table.repeat);
  // Each reading of the facts would want a run, with nothing between them.
  if (repeatMs !== undefined && repeatMs < 1000) {
    repeat.report(outOfRange(repeat.span(), { key: repeat.label, wanted: "at least 1s", got: table.repeat! }));
  }
  return condition && makeTrigger({ kind: "condition", condition, forMs, repeatMs });
}
