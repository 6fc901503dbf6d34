import type { GateVerdict } from "../../model/decision.ts";
import type { Asked } from "./gate.ts";
import { pass, skip } from "./gate.ts";

const everyHost = pass("for every host");

export function hostsGate({ state, task }: Asked): GateVerdict {
  if (task.hosts.length === 0) return everyHost;
  if (hostMatches(task.hosts, state.host)) return pass(`for host ${state.host.name}`);
  return skip(
    "hosts",
    `hosts = ${JSON.stringify(task.hosts)} does not match ${state.host.name} (labels: ${state.host.labels.join(", ") || "none"})`,
  );
}

/**
 * Whether a task with these patterns is for this host. `*` stands for any run of characters; a pattern is held
 * against the name and each label; `!pattern` excludes and wins. Only exclusions: every other host.
 */
export function hostMatches(patterns: readonly string[], host: { name: string; labels: readonly string[] }): boolean {
  if (patterns.length === 0) return true;
  const names = [host.name, ...host.labels];
  const matches = (pattern: string): boolean => names.some((name) => wildcard(pattern).test(name));
  if (patterns.some((pattern) => pattern.startsWith("!") && matches(pattern.slice(1)))) return false;
  const wanted = patterns.filter((pattern) => !pattern.startsWith("!"));
  return wanted.length === 0 || wanted.some(matches);
}

function wildcard(pattern: string): RegExp {
  const source = pattern
    .split("*")
    .map((part) => part.replace(/[\\^$.+?()[\]{}|]/g, "\\$&"))
    .join(".*");
  return new RegExp(`^${source}$`);
}
