import type { CompletedVerb } from "./completed-verb.ts";

/** For fish; see complete(1) of fish. */
export function renderFish(verbs: readonly CompletedVerb[]): string {
  return `# fish completion for runner: runner completion fish > ~/.config/fish/completions/runner.fish
complete -c runner -f
${verbs.map(renderVerb).join("")}`;
}

function renderVerb({ name, summary, options, choices, takes }: CompletedVerb): string {
  const within = `complete -c runner -n ${quote(`__fish_seen_subcommand_from ${name}`)}`;
  const lines = [`complete -c runner -n __fish_use_subcommand -a ${name} -d ${quote(summary)}`];
  for (const { long, short, description, takesValue, choices: values } of options) {
    const letter = short === undefined ? "" : ` -s ${short.slice(1)}`;
    const taken = values.length > 0 ? ` -x -a ${quote(values.join(" "))}` : takesValue ? " -r" : "";
    const folder = long === "--repo" ? " -a '(__fish_complete_directories)'" : "";
    lines.push(`${within} -l ${long.slice(2)}${letter}${taken}${folder} -d ${quote(description)}`);
  }
  if (choices.length > 0) lines.push(`${within} -a ${quote(choices.join(" "))}`);
  if (takes === "tasks") lines.push(`${within} -a '(runner list --ids 2> /dev/null)'`);
  if (takes === "files") lines.push(`${within} -F`);
  return `${lines.join("\n")}\n`;
}

/** Within single quotes fish knows \\' and \\\\. */
function quote(text: string): string {
  return `'${text.replace(/[\\']/g, "\\$&")}'`;
}
