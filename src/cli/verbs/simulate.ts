import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { emptySnapshot } from "../../model/memory.ts";
import type { Result } from "../../model/result.ts";
import { forecast, medianDurations } from "../../plan/index.ts";
import { escapeTerminal } from "../../text/escape-terminal.ts";
import { atMoment } from "../at-moment.ts";
import { exitCodes } from "../exit-codes.ts";
import { openCatalog } from "../open-catalog.ts";
import type { PlannedRun } from "../plan/planned-run.ts";
import { toPlannedRun } from "../plan/planned-run.ts";
import { readPast } from "../plan/read-past.ts";
import { renderSimulation } from "../plan/render-plan.ts";
import { printJson } from "../print-json.ts";
import type { Read } from "../read-options.ts";
import { readInstant } from "../read-options.ts";
import { parseDurations, parseFacts } from "../simulate/parse-suppositions.ts";
import type { Call, Verb } from "../verb.ts";
import { textOption } from "../verb.ts";

export const verb: Verb = {
  summary: "what these definitions would do in a time of your choice; runs nothing",
  example: `runner simulate --from 2026-11-20T00:00Z --to 2026-11-27T00:00Z --facts facts.json
Later than --from, up to and including --to, as if the tasks came into force at --from. facts.json says what is taken for
given about the host: {"disk_usage(/var)": [{"at": "2026-11-21T03:00Z", "value": 95}]}; durations.json how long runs take:
{"backup": "20m"} (by default as long as they usually did here).`,
  declare: (command) =>
    void command
      .requiredOption("--from <instant>", "the beginning, such as 2026-11-20T00:00Z")
      .requiredOption("--to <instant>", "the end")
      .option("--facts <file>", "what is taken for given about the host, as JSON")
      .option("--durations <file>", "how long runs take, as JSON"),
  async run(call) {
    const { io } = call;
    const from = readInstant(call, "from", io.now());
    const to = readInstant(call, "to", io.now());
    if ("bad" in from || "bad" in to) return exitCodes.invalid;
    if (to.value < from.value) {
      io.err("runner: --to is before --from\n");
      return exitCodes.invalid;
    }
    const facts = readSupposition(call, "facts", parseFacts);
    const durations = readSupposition(call, "durations", parseDurations);
    if ("bad" in facts || "bad" in durations) return exitCodes.invalid;
    const opened = openCatalog({ ...call, io: atMoment(io, from.value) });
    if ("code" in opened) return opened.code;
    const { catalog, tree } = opened;
    const { host } = catalog.settings;
    const past = durations.value ? undefined : await readPast(tree.root, host.stateDir);
    const found = forecast({
      catalog,
      revision: undefined,
      snapshot: emptySnapshot,
      host,
      now: from.value,
      forMs: to.value - from.value,
      durations: durations.value ?? medianDurations(past?.snapshot.memories ?? []),
      ...(facts.value && { facts: facts.value }),
    });
    if (call.json) printJson(io, { forecast: found.entries.map(toPlannedRun) } satisfies Simulated);
    else io.out(renderSimulation(io, { catalog, plan: found, now: from.value }));
    return exitCodes.fine;
  },
};

/** What `--json` prints: the entries of a plan. */
interface Simulated {
  readonly forecast: readonly PlannedRun[];
}

/** A file of suppositions; undefined where none is given. What is wrong with it has been told. */
function readSupposition<T>(call: Call, name: string, parse: (text: string) => Result<T, string>): Read<T | undefined> {
  const path = textOption(call, name);
  if (path === undefined) return { value: undefined };
  const complain = (what: string): { bad: true } => {
    call.io.err(
      `runner: --${name} ${escapeTerminal(path)}: ${escapeTerminal(what)}. \`runner simulate --help\` shows one.\n`,
    );
    return { bad: true };
  };
  try {
    const parsed = parse(readFileSync(resolve(call.io.cwd, path), "utf8"));
    return parsed.ok ? parsed : complain(parsed.error);
  } catch (error) {
    return complain((error as Error).message);
  }
}
