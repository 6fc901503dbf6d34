import { Ajv2020 } from "ajv/dist/2020.js";
import standaloneCode from "ajv/dist/standalone/index.js";

/** A JSON Schema, as its file holds it. */
export type Schema = { readonly [key: string]: unknown };

/** By name: `task` is schemas/task.schema.json. */
export type Schemas = Readonly<Record<"task" | "runner" | "host" | "calendar" | "action", Schema>>;

const banner = "// Generated from schemas/ by `npm run generate`. Not to be edited.\n";

/**
 * The validators of task files, settings, host settings, calendars and actions, as JavaScript: compiled ahead of time, because compiling
 * costs 20 ms at each start and needs all of ajv. What is made must import nothing: no `minLength`, `uniqueItems` or
 * `const` of objects in the schemas, whose checks ajv keeps in files of its own.
 */
export function compileValidators(schemas: Schemas): string {
  const ajv = new Ajv2020({
    allErrors: true,
    allowUnionTypes: true,
    // `required: ["tasks"]` in an `if` asks about a key that the branches describe.
    strictRequired: false,
    strictTypes: false,
    // Without it `toString`, which every object has, satisfies `required`.
    ownProperties: true,
    // Messages are ours, by code and place.
    messages: false,
    // Small parts (a duration, an id) are copied to each use, so that an error's schemaPath tells which it was; large
    // ones become one function.
    inlineRefs: 6,
    code: { source: true, esm: true },
  });
  const task = shortenReferences(setApart(withoutProse(schemas.task), ["retry", "effort", "needs", "catch_up"]));
  ajv.addSchema(task, "task.schema.json");
  ajv.addSchema(withoutTasks((task["$defs"] as Record<string, Schema>)["taskList"]!), "taskList");
  ajv.addSchema(withoutTasks(setApart(withoutProse(schemas.runner), ["priority"])), "runner");
  ajv.addSchema(withoutProse(schemas.host), "host");
  ajv.addSchema(withoutProse(schemas.calendar), "calendar");
  ajv.addSchema(withoutTasks(withoutProse(schemas.action)), "action");
  const standalone = standaloneCode as unknown as (ajv: Ajv2020, refs: Record<string, string>) => string;
  const code = standalone(ajv, {
    checkTask: "task.schema.json#/$defs/task",
    checkTaskList: "taskList",
    checkSettings: "runner",
    checkHost: "host",
    checkCalendar: "calendar",
    checkAction: "action",
  });
  // ajv copies all errors so far for each wrong item of a list: with 20,000 of them, for seconds.
  const linear = code.replaceAll(
    /vErrors = vErrors === null \? ([\w.]+)\.errors : vErrors\.concat\(\1\.errors\);/g,
    "if(vErrors === null){vErrors = $1.errors;}else{for(const one of $1.errors){vErrors.push(one);}}",
  );
  if (linear.includes(".concat(")) throw new Error("ajv joins errors in a new way: see compile-validators.ts");
  if (/\brequire\(|^import /m.test(linear))
    throw new Error("the validators import something: see compile-validators.ts");
  return banner + linear.replace(/^"use strict";\n?/, "");
}

/** ajv copies schemas into the code: what only people read stays out of it. */
function withoutProse(schema: Schema): Schema {
  const kept = Object.entries(schema).filter(([key, value]) => !isProse(key, value));
  return Object.fromEntries(kept.map(([key, value]) => [key, isNode(value) ? withoutProse(value) : value]));
}

/**
 * Gives large keys that few files have functions of their own: V8 compiles a function when it is first called, and at each
 * start the one for the keys that every file has.
 */
function setApart(schema: Schema, keys: readonly string[]): Schema {
  const apart: Record<string, unknown> = {};
  const visit = (value: unknown): unknown => {
    if (!isNode(value)) return Array.isArray(value) ? value.map(visit) : value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [
        key,
        key === "properties" && isNode(inner) ? take(inner) : visit(inner),
      ]),
    );
  };
  const take = (properties: Schema): Schema =>
    Object.fromEntries(
      Object.entries(properties).map(([key, inner]) => {
        if (!keys.includes(key) || !isNode(inner) || "$ref" in inner) return [key, visit(inner)];
        apart[`apart-${key}`] = visit(inner);
        return [key, { $ref: `#/$defs/apart-${key}` }];
      }),
    );
  const rest = visit(schema) as Schema;
  return { ...rest, $defs: { ...(rest["$defs"] as Schema | undefined), ...apart } };
}

/**
 * Tasks and defaults within a file are only asked to be tables: checkShape gives each to checkTask, so that its code is
 * there once and not four times.
 */
function withoutTasks(schema: Schema): Schema {
  return visit(schema) as Schema;

  function visit(value: unknown): unknown {
    if (!isNode(value)) return value;
    const { $ref: reference, ...rest } = value;
    if (/#\/\$defs\/(task|listedTask|defaults)$/.test(String(reference))) {
      return { type: "object", ...(String(reference).endsWith("listedTask") ? { required: ["id"] } : rest) };
    }
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, visit(inner)]));
  }
}

/** A reference to what is but a reference goes straight to the end, so that schemaPath tells its name. */
function shortenReferences(root: Schema): Schema {
  return visit(root) as Schema;

  function visit(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(visit);
    if (!isNode(value)) return value;
    const target = typeof value["$ref"] === "string" ? resolve(value["$ref"]) : undefined;
    if (target !== undefined && Object.keys(target).join() === "$ref") return visit(target);
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, visit(inner)]));
  }

  function resolve(reference: string): Schema {
    const steps = reference.split("/").slice(1);
    return steps.reduce<unknown>((node, step) => (node as Schema)[step], root) as Schema;
  }
}

/** `description` is also a task's key: there its value is a schema. */
function isProse(key: string, value: unknown): boolean {
  return ["examples", "default"].includes(key) || (key === "description" && !isNode(value));
}

function isNode(value: unknown): value is Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The types that go with them. */
export const validatorTypes = `${banner}
/** One thing that a schema forbids. Paths are JSON pointers; \`params\` depend on \`keyword\` (see ajv's errors.md). */
export interface ShapeError {
  readonly instancePath: string;
  readonly schemaPath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly propertyName?: string;
}
export interface ShapeCheck {
  (value: unknown, at?: { readonly instancePath: string }): boolean;
  errors?: readonly ShapeError[] | null;
}
export declare const checkTask: ShapeCheck;
export declare const checkTaskList: ShapeCheck;
export declare const checkSettings: ShapeCheck;
export declare const checkHost: ShapeCheck;
export declare const checkCalendar: ShapeCheck;
export declare const checkAction: ShapeCheck;
`;
