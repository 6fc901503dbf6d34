import { runIdPattern } from "../../model/ids.ts";
import type { Json } from "../../model/json.ts";
import { isTable } from "../../model/json.ts";
import type { Ask } from "./protocol.ts";

type Check = (value: Json | undefined) => boolean;

const isText: Check = (value) => typeof value === "string";
const isFlag: Check = (value) => typeof value === "boolean";
const isMaybeText: Check = (value) => value === undefined || isText(value);
/** Runs and points of rollback are folders by their ids. A task is looked up by its name, and that is told where there is none. */
const isRunId: Check = (value) => typeof value === "string" && runIdPattern.test(value);
const isConfidence: Check = (value) => typeof value === "number" && value >= 0 && value <= 1;

const isRequest = hasKeys({
  task: isText,
  nonce: isText,
  by: isText,
  reason: isText,
  force: isFlag,
  withNeeds: isFlag,
  category: isMaybeText,
  confidence: (value) => value === undefined || isConfidence(value),
  rollback: (value) => value === undefined || isRunId(value),
  params: (value) => value === undefined || isTable(value),
  dryRun: (value) => value === undefined || value === true,
});

const asks: Readonly<Record<Ask["ask"], Check>> = {
  run: hasKeys({ requests: listOf(isRequest) }),
  "run-dry": hasKeys({ requests: listOf(isRequest) }),
  wait: hasKeys({ runs: listOf(isRunId) }),
  cancel: hasKeys({ run: isRunId, by: isText }),
  pause: hasKeys({ task: isMaybeText, reason: isText }),
  resume: hasKeys({ task: isMaybeText }),
  acknowledge: hasKeys({ sha: isText }),
  sync: hasKeys({}),
  choose: hasKeys({ category: isText, confidence: isConfidence }),
  takes: hasKeys({ tasks: listOf(isText) }),
  event: hasKeys({ event: (value) => value === "shutdown" }),
  tidy: hasKeys({ dryRun: isFlag }),
  stop: hasKeys({}),
};

/** Reads one line of the socket; undefined where it is no ask: the verb may be of another version than the daemon. */
export function parseAsk(line: string): Ask | undefined {
  let value: Json;
  try {
    value = JSON.parse(line) as Json;
  } catch {
    return undefined;
  }
  const name = isTable(value) ? value["ask"] : undefined;
  if (typeof name !== "string" || !Object.hasOwn(asks, name)) return undefined;
  return asks[name as Ask["ask"]](value) ? (value as unknown as Ask) : undefined;
}

function hasKeys(keys: Readonly<Record<string, Check>>): Check {
  return (value) => isTable(value) && Object.entries(keys).every(([key, holds]) => holds(value[key]));
}

function listOf(holds: Check): Check {
  return (value) => Array.isArray(value) && value.every((item: Json) => holds(item));
}
