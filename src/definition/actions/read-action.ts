import { badAction } from "../../diagnostics/action-codes.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { missingScript, outsideRepository } from "../../diagnostics/meaning-codes.ts";
import type { Program } from "../../diagnostics/program.ts";
import type { Span } from "../../diagnostics/span.ts";
import type { RevisionFiles } from "../../model/files.ts";
import type { JsonTable } from "../../model/json.ts";
import { isTable } from "../../model/json.ts";
import type { Params } from "../../model/params.ts";
import { findPlaceholder } from "../../model/placeholder.ts";
import type { Command } from "../../model/task.ts";
import { shells } from "../../model/unsaid.ts";
import { checkArgv } from "../meaning/check-argv.ts";
import { checkScript } from "../meaning/check-script.ts";
import type { Given } from "../meaning/given.ts";
import { at } from "../meaning/given.ts";
import type { Layer } from "../meaning/layer.ts";
import { mergeLayers } from "../meaning/layer.ts";
import { readProtect } from "../meaning/read-protect.ts";
import { readRequires } from "../meaning/read-requires.ts";
import { resolvePath } from "../meaning/resolve-path.ts";
import { checkPlaceholders } from "../params/check-placeholders.ts";
import { checkSchema } from "../params/check-schema.ts";
import { describeParams, readParams } from "../params/read-params.ts";
import type { Document } from "../read/document.ts";
import { checkShape } from "../shape/check-shape.ts";
import { locateProgram } from "../programs/read-program.ts";
import type { TaskFile } from "../task-file.generated.ts";
import type { Action } from "./action.ts";

/** An action.toml as written, its shape checked. */
interface ActionFile extends Pick<TaskFile, "check" | "rollback" | "protect" | "requires" | "shell" | "output"> {
  readonly description?: string;
  readonly run?: NonNullable<TaskFile["run"]>;
  readonly supports_dry_run?: boolean;
}

interface About {
  readonly name: string;
  readonly isBuiltIn: boolean;
  /** Undefined: scripts are not looked for. */
  readonly find: RevisionFiles["find"] | undefined;
  readonly report: (diagnostic: Diagnostic) => void;
}

/** Keys that an action has a place of its own for, or that only a task can say. */
const notByDefault = ["run", "uses", "with", "params", "check", "rollback", "protect", "requires", "shell", "output"];

/** Undefined: something is wrong with it, and told. */
export function readAction(document: Document, about: About): Action | undefined {
  let isSound = true;
  const report = (diagnostic: Diagnostic): void => {
    if (diagnostic.severity === "error") isSound = false;
    about.report(diagnostic);
  };
  const shape = checkShape(document, "action");
  shape.diagnostics.forEach(report);
  const unsound = shape.unsound.get("") ?? new Set();
  const merged = mergeLayers([{ document, pointer: [], value: document.value, unsound }]);
  const given = { merged, report };
  const keys = merged.value as ActionFile;
  const params = readActionParams(given, about);
  const defaults = readDefaults(document, shape.unsound.get("defaults") ?? new Set(), report);
  const shell = typeof keys.shell === "object" ? keys.shell : shells[keys.shell ?? "bash"];
  const commandOf = (key: "run" | "check" | "rollback"): Command | undefined =>
    keys[key] === undefined ? undefined : readOwnCommand(given, key, keys[key], { ...about, shell });
  for (const key of ["run", "check", "rollback"] as const)
    if (keys[key] !== undefined && params) checkPlaceholders(at(given, [key]), keys[key], { params, isKnown: true });
  const [run, check, rollback] = [commandOf("run"), commandOf("check"), commandOf("rollback")];
  const action = {
    name: about.name,
    isBuiltIn: about.isBuiltIn,
    description: keys.description ?? "",
    params: params!,
    run: run!,
    check,
    rollback,
    programs: about.isBuiltIn ? [] : listOwnPrograms(merged, about.name, { run, check, rollback }),
    protect: readProtectOf(given, keys.protect ?? [], params),
    requires: readRequires(given, keys.requires ?? [], undefined),
    supportsDryRun: keys.supports_dry_run ?? false,
    output: keys.output ?? "text",
    outputs: readOutputs(given, about),
    defaults,
  } satisfies Action;
  return isSound && run && params ? action : undefined;
}

const noParams: Params = {
  schema: { type: "object", additionalProperties: false },
  names: [],
  required: [],
  secret: [],
};

/** Of one that comes with the program the schema is right: there is a test for that, and no time. */
function readActionParams(given: Given, { isBuiltIn }: About): Params | undefined {
  const written = given.merged.value["params"];
  if (written === undefined) return noParams;
  return isBuiltIn ? describeParams(written as JsonTable) : readParams(given, written, false);
}

function readOutputs(given: Given, { isBuiltIn }: About): JsonTable | undefined {
  const written = given.merged.value["outputs"];
  return isTable(written) && (isBuiltIn || checkSchema(at(given, ["outputs"]), written)) ? written : undefined;
}

function readDefaults(document: Document, unsound: ReadonlySet<string>, report: About["report"]): Layer {
  const written = document.value["defaults"];
  const value = isTable(written) ? written : {};
  for (const key of notByDefault.filter((each) => Object.hasOwn(value, each))) {
    const span = document.locate(["defaults", key], "key");
    const isOwn = !["uses", "with"].includes(key);
    report(
      badAction(
        span,
        `\`${key}\` is no default of an action`,
        isOwn ? "It stands by itself, above [defaults]." : "Only a task says which action it uses, and with what.",
      ),
    );
  }
  return { document, pointer: ["defaults"], value, unsound };
}

function listOwnPrograms(
  merged: Given["merged"],
  action: string,
  commands: Readonly<Record<Program["key"], Command | undefined>>,
): Action["programs"] {
  return (Object.keys(commands) as Program["key"][]).flatMap((key) => {
    const command = commands[key];
    if (!command || command.kind === "argv") return [];
    const { shell = [] } = command;
    return [{ key, action, command, shell, locate: (line?: number) => locateProgram(merged, { key, command }, line) }];
  });
}

/** The paths of scripts start at the action's folder. */
function readOwnCommand(
  given: Given,
  key: "run" | "check" | "rollback",
  written: NonNullable<TaskFile["run"]>,
  { name, isBuiltIn, find, shell }: About & { shell: readonly string[] },
): Command | undefined {
  if (typeof written === "string") return { kind: "text", text: written.replaceAll("\r\n", "\n"), shell };
  if (!("script" in written)) {
    checkArgv(at(given, [key]), written);
    return { kind: "argv", argv: written };
  }
  // Not before it is asked for: the parser for places is not loaded otherwise.
  const span = (): Span => given.merged.locate([key, "script"], "value");
  const inside = resolvePath(written.script);
  if (!inside.ok) {
    given.report(outsideRepository(span(), written.script, inside.error, "Its path starts at the action's folder."));
    return undefined;
  }
  const args = written.args ?? [];
  if (isBuiltIn) return { kind: "script", path: `${name}/${inside.value}`, args, shell, isBuiltIn };
  const path = `actions/${name}/${inside.value}`;
  const found = find ? checkScript(path, span(), find) : undefined;
  if (found?.ok === false)
    given.report(missingScript(span(), written.script, "is not in the repository", `actions/${name}`));
  return { kind: "script", path, args, shell };
}

/** What is no placeholder is a path as a task has it. */
function readProtectOf(given: Given, protect: readonly string[], params: Params | undefined): readonly string[] {
  const isPlaceholder = (path: string): boolean => findPlaceholder(path) !== undefined;
  const plain = readProtect(given, protect, isPlaceholder);
  for (const [i, path] of protect.entries()) {
    const placeholder = findPlaceholder(path);
    if (!placeholder) continue;
    const isKnown = placeholder.kind === "one" && (params === undefined || params.names.includes(placeholder.name));
    if (isKnown) continue;
    const hint = "An item is a path, or exactly {{params.NAME}} with a parameter of the action.";
    given.report(badAction(at(given, ["protect", i]).span(), `${path} names no parameter of the action`, hint));
  }
  return [...plain, ...protect.filter(isPlaceholder)];
}
