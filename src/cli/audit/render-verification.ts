import { makeStyle } from "../../text/style.ts";
import { escapeTerminal } from "../../text/escape-terminal.ts";
import { count } from "../count.ts";
import type { FoundBranch } from "./find-branch.ts";
import type { Verification } from "./verify-branch.ts";

/** A finding in two lines or three: the kind, the commit and the file; what is wrong. Last the sum of it. */
export function renderVerification(
  { name, tip }: FoundBranch,
  verification: Verification,
  options: { color: boolean },
): string {
  const style = makeStyle(options.color);
  const { findings, untold, remarks, commits, reports, logs, revisions, hosts, fine } = verification;
  const told = findings.map(({ kind, commit, path, detail }) => {
    const where = escapeTerminal(path === undefined ? commit : `${commit} ${path}`);
    return `${style.red(kind)} ${where}\n  ${escapeTerminal(detail)}\n`;
  });
  if (untold > 0) told.push(`and ${untold} more\n`);
  const noted = remarks.map((remark) => `note: ${escapeTerminal(remark)}\n`);
  const sum = `${count(commits, "commit")}, ${count(reports, "report")}, ${count(logs, "log")}, ${count(revisions, "record")} of revisions, ${count(hosts, "host")}`;
  const verdict = fine
    ? style.green("verified")
    : style.red(`not as the runner left it: ${count(findings.length + untold, "finding")}`);
  return [...told, ...noted, `${escapeTerminal(name)} at ${tip.slice(0, 12)}: ${verdict} (${sum})\n`].join("");
}
