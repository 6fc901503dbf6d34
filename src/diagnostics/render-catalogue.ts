import { catalogue } from "./catalogue.ts";

/** docs/diagnostics.md: Markdown, made from the catalogue by scripts/generate.ts. */
export function renderCatalogue(): string {
  const lines = [
    "# Diagnostics",
    "",
    "Everything that `runner validate` can say about a file. A revision with an error is not applied; the last good one",
    "keeps running. A warning does not stand in the way.",
    "",
    "<!-- Generated from src/diagnostics by `npm run generate`. -->",
  ];
  for (const { title, codes } of catalogue) {
    lines.push("", `## ${title}`);
    for (const [code, entry] of Object.entries(codes)) {
      lines.push("", `### \`${code}\``, "", `${entry.severity === "warning" ? "*Warning.* " : ""}${entry.means}`);
      lines.push("", "```", entry.example, "```", "", `**What to do:** ${entry.fix}`);
    }
  }
  return `${lines.join("\n")}\n`;
}
