import type { Problem } from "../../diagnostics/to-problem.ts";
import type { Attention } from "../../plan/index.ts";

/**
 * Annotations at the lines they are about, as commands to a GitHub Actions runner: `::error file=…,line=…::message`
 * (docs.github.com, "Workflow commands"). Problems, then what a reviewer must look at.
 */
export function renderGithub(problems: readonly Problem[], attention: readonly Attention[]): string {
  const lines = [
    ...problems.map(({ severity, file, line, column, code, message, hint }) =>
      command(severity, { file, line, col: column, title: code }, hint === undefined ? message : `${message} ${hint}`),
    ),
    ...attention.map(({ id, task, message, file, line }) =>
      command("warning", { file, line, title: id }, `${task}: ${message}`),
    ),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

function command(level: string, properties: Readonly<Record<string, string | number>>, message: string): string {
  const told = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
  return `::${level} ${told.join(",")}::${escapeData(message)}`;
}

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
