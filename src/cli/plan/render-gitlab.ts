import { createHash } from "node:crypto";
import type { Problem } from "../../diagnostics/to-problem.ts";
import type { Attention } from "../../plan/index.ts";

/**
 * A Code Quality report, which GitLab shows at the lines of a merge request (docs.gitlab.com, "Code Quality report
 * format"). The fingerprint is the same as long as the finding is, wherever in its file it moves to.
 */
export function renderGitlab(problems: readonly Problem[], attention: readonly Attention[]): string {
  const found = [
    ...problems.map(({ severity, file, line, code, message, hint }) => ({
      description: hint === undefined ? message : `${message} ${hint}`,
      check: code,
      severity: severity === "error" ? "blocker" : "minor",
      file,
      line,
    })),
    ...attention.map(({ id, task, message, file, line }) => ({
      description: `${task}: ${message}`,
      check: id,
      severity: "major",
      file,
      line,
    })),
  ];
  const seen = new Map<string, number>();
  const report = found.map(({ description, check, severity, file, line }) => {
    const same = JSON.stringify([check, file, description]);
    const before = seen.get(same) ?? 0;
    seen.set(same, before + 1);
    return {
      description,
      check_name: check,
      fingerprint: createHash("sha256").update(`${same} ${before}`).digest("hex"),
      severity,
      location: { path: file, lines: { begin: Math.max(line, 1) } },
    };
  });
  return `${JSON.stringify(report, undefined, 2)}\n`;
}
