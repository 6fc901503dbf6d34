import type { CompletedVerb } from "./completed-verb.ts";

/** For zsh; see zshcompsys(1), `_describe` and `_arguments`. */
export function renderZsh(verbs: readonly CompletedVerb[]): string {
  const names = verbs.map(({ name, summary }) => `    ${quote(`${name}:${summary}`)}\n`).join("");
  return `#compdef runner
# zsh completion for runner. In ~/.zshrc, below compinit: source <(runner completion zsh)
_runner_tasks() {
  local -a tasks
  tasks=(\${(f)"$(runner list --ids 2> /dev/null)"})
  _describe task tasks
}
_runner() {
  local -a verbs
  verbs=(
${names}  )
  if ((CURRENT == 2)); then
    _describe verb verbs
    return
  fi
  local verb=$words[2]
  shift words
  ((CURRENT--))
  case $verb in
${verbs.map(renderVerb).join("")}  esac
}
compdef _runner runner
`;
}

function renderVerb({ name, options, choices, takes }: CompletedVerb): string {
  const specs = options.map((option) => {
    const value = option.choices.length > 0 ? `:value:(${option.choices.join(" ")})` : ":value:";
    const taken = option.long === "--repo" ? ":folder:_files -/" : option.takesValue ? value : "";
    return quote(`${option.long}[${option.description.replace(/[\\[\]:]/g, "\\$&")}]${taken}`);
  });
  if (choices.length > 0) specs.push(quote(`1:word:(${choices.join(" ")})`));
  if (takes === "tasks") specs.push(quote("*:task:_runner_tasks"));
  if (takes === "files") specs.push(quote("*:file:_files"));
  return `    ${name})\n      _arguments \\\n        ${specs.join(" \\\n        ")}\n      ;;\n`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
