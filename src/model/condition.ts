import type { Instant } from "./instant.ts";

/** Something about the host that can be read. What it takes to read it, and nothing of what is asked about it. */
export type FactQuery =
  /** 1-minute load average per core (proc_loadavg(5)). */
  | { readonly kind: "system_load" }
  /** Per cent of all cores' time that was not idle, since the reading before. */
  | { readonly kind: "cpu_usage" }
  /** Per cent: 1 − MemAvailable / MemTotal (proc_meminfo(5)). */
  | { readonly kind: "memory_usage" }
  /** Per cent of the file system that `path` is on, as df(1) counts it: used / (used + available to non-root). */
  | { readonly kind: "disk_usage"; readonly path: string }
  /** Whether a process of this name runs. */
  | { readonly kind: "process"; readonly name: string }
  /** Whether there is anything at this path. */
  | { readonly kind: "file"; readonly path: string }
  /** Whether this systemd unit is active; where there is no systemd: a pid file, or a process of that name. */
  | { readonly kind: "service"; readonly name: string }
  /** Whether somebody accepts a TCP connection there. */
  | { readonly kind: "port"; readonly host: string; readonly port: number }
  /** Whether a GET of the URL answers with this status, redirects not followed. */
  | { readonly kind: "http"; readonly url: string; readonly status: number }
  /** Whether the command ends with exit code 0. A string is for /bin/sh -c, a list is executed without a shell. */
  | { readonly kind: "command"; readonly command: string | readonly string[] }
  /** Milliseconds since the file was last modified. */
  | { readonly kind: "age"; readonly file: string }
  /** Whether a program is on PATH, in a version that will do. `path`: a task's own, else the runner's. */
  | {
      readonly kind: "tool";
      readonly name: string;
      readonly version: VersionWish | undefined;
      readonly path: string | undefined;
    };

export type ToolQuery = Extract<FactQuery, { kind: "tool" }>;

export interface VersionWish {
  readonly operator: VersionOperator;
  /** Numbers with dots between them. */
  readonly version: string;
}

export type VersionOperator = ">=" | "<=" | "==" | ">" | "<";

export type FactKind = FactQuery["kind"];

/** Names a fact for people and as a key: `disk_usage(/var)`, `port(localhost:22)`. Made by `factKeyOf` alone. */
export type FactKey = string & { readonly __brand: "FactKey" };

/** What was read. What could not be read is not false: it is unknown, and says why. */
export type FactValue =
  | { readonly kind: "number"; readonly value: number }
  /** `why`: what was found, where a yes or no does not say enough. */
  | { readonly kind: "boolean"; readonly value: boolean; readonly why?: string }
  | { readonly kind: "unknown"; readonly why: string };

export interface Fact {
  readonly key: FactKey;
  readonly value: FactValue;
  readonly at: Instant;
}

/** One question about one fact. */
export type Test =
  /** Above means more than, below less than; a value that is met exactly is neither. */
  | { readonly kind: "between"; readonly above: number | undefined; readonly below: number | undefined }
  | { readonly kind: "is-true" };

export type Condition =
  | { readonly kind: "fact"; readonly query: FactQuery; readonly test: Test }
  | { readonly kind: "all"; readonly of: readonly Condition[] }
  | { readonly kind: "any"; readonly of: readonly Condition[] }
  | { readonly kind: "not"; readonly of: Condition };

export function factKeyOf(query: FactQuery): FactKey {
  return `${query.kind}${argumentOf(query)}` as FactKey;
}

function quoted(word: string): string {
  return JSON.stringify(word);
}

function argumentOf(query: FactQuery): string {
  switch (query.kind) {
    case "system_load":
    case "cpu_usage":
    case "memory_usage":
      return "";
    case "disk_usage":
    case "file":
      return `(${query.path})`;
    case "process":
    case "service":
      return `(${query.name})`;
    case "port":
      return `(${query.host}:${query.port})`;
    case "http":
      return `(${query.url} ${query.status})`;
    case "command":
      return typeof query.command === "string" ? `(${query.command})` : `[${query.command.map(quoted).join(", ")}]`;
    case "age":
      return `(${query.file})`;
    case "tool":
      return `(${renderTool(query)}${query.path === undefined ? "" : ` on ${query.path}`})`;
  }
}

/** As the author writes it: `python3>=3.8`. */
export function renderTool({ name, version }: ToolQuery): string {
  return version ? `${name}${version.operator}${version.version}` : name;
}
