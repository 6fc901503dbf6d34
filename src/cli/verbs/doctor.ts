import { escapeTerminal } from "../../text/escape-terminal.ts";
import { makeStyle } from "../../text/style.ts";
import { renderTable } from "../../text/table.ts";
import { count } from "../count.ts";
import type { Finding } from "../doctor/check.ts";
import type { Examined } from "../doctor/examine.ts";
import { examine, examineHost } from "../doctor/examine.ts";
import { exitCodes } from "../exit-codes.ts";
import type { ExitCode } from "../exit-codes.ts";
import { hasColor, tableWidth } from "../io.ts";
import { findHere } from "../open-here.ts";
import { printJson } from "../print-json.ts";
import { readCore } from "../read-core.ts";
import type { Call, Verb } from "../verb.ts";

export const verb: Verb = {
  summary: "look at all that a runner needs here, and say what to do about what is missing",
  example: `runner doctor
Tools, remote and the right to push, signatures, isolation, disk, clock, and whether a runner is up. It changes nothing.
Exit code 3 where there is a problem; a warning is none.`,
  declare: () => undefined,
  async run(call) {
    const found = await findHere(call);
    if ("code" in found) return found.code;
    if (!found.ok) return tell(call, await examineHost(call, undefined, found.error));
    const here = found.value;
    const read = await readCore(here, { now: call.io.now() });
    if (!read.ok) return tell(call, await examineHost(call, here, read.error));
    const core = read.value;
    try {
      return tell(call, await examine(call.io, here, core));
    } finally {
      core.close();
    }
  },
};

function tell(call: Call, examined: readonly Examined[]): ExitCode {
  if (call.json) printJson(call.io, examined.flatMap(toJson));
  else call.io.out(render(call, examined));
  return list(examined, "problem").length > 0 ? exitCodes.world : exitCodes.fine;
}

/** What `--json` prints a list of, in the order in which people get it. `fix` where the state is not `ok`. */
type Told = { readonly check: string } & Finding;

function toJson({ check, findings }: Examined): readonly Told[] {
  return findings.map((finding) => ({ check, ...finding }));
}

function list(examined: readonly Examined[], state: Finding["state"]): readonly Finding[] {
  return examined.flatMap(({ findings }) => findings).filter((finding) => finding.state === state);
}

const colours = { ok: "green", warning: "yellow", problem: "red" } as const;

function render({ io }: Call, examined: readonly Examined[]): string {
  const look = { width: tableWidth(io), color: hasColor(io) };
  const style = makeStyle(look.color);
  const rows = examined.flatMap(({ check, findings }) =>
    findings.map(({ state, what, found }, i) => [
      i === 0 ? check : "",
      what,
      { text: state, style: colours[state] },
      found,
    ]),
  );
  const table = renderTable(
    [{ title: "CHECK", whole: true }, { title: "WHAT" }, { title: "IS" }, { title: "FOUND" }],
    rows,
    look,
  );
  const toDo = [...list(examined, "problem"), ...list(examined, "warning")].map((finding) =>
    finding.state === "ok"
      ? ""
      : `${style[colours[finding.state]](finding.state)}  ${escapeTerminal(`${finding.what}: ${finding.found}`)}\n  ${escapeTerminal(finding.fix)}\n`,
  );
  const problems = list(examined, "problem").length;
  const end =
    problems === 0 ? "nothing is in the way of a runner here\n" : `${count(problems, "problem")} to be mended\n`;
  return [table, ...(toDo.length > 0 ? [toDo.join("")] : []), end].join("\n");
}
