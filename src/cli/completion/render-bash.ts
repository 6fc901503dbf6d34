import type { CompletedVerb } from "./completed-verb.ts";

/** For bash 4 and later; see bash(1), "Programmable Completion". */
export function renderBash(verbs: readonly CompletedVerb[]): string {
  const values = verbs.flatMap(({ name, options }) =>
    options
      .filter(({ choices }) => choices.length > 0)
      .map(({ long, choices }) => `    ${name}:${long}) words="${choices.join(" ")}" ;;\n`),
  );
  const free = new Set(verbs.flatMap(({ options }) => options.filter(takesFreeText).map(({ long }) => long)));
  return `# bash completion for runner. In ~/.bashrc: source <(runner completion bash)
_runner() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD - 1]}" verb="\${COMP_WORDS[1]}" words=""
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    mapfile -t COMPREPLY < <(compgen -W "${verbs.map(({ name }) => name).join(" ")}" -- "$word")
    return
  fi
  case "$verb:$before" in
${values.join("")}    *:--repo)
      mapfile -t COMPREPLY < <(compgen -d -- "$word")
      return
      ;;
    ${[...free].map((long) => `*:${long}`).join(" | ")}) return ;;
    *)
      case "$verb" in
${verbs.map(renderVerb).join("")}      esac
      ;;
  esac
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}
complete -o bashdefault -F _runner runner
`;
}

function renderVerb({ name, options, choices, takes }: CompletedVerb): string {
  const words = [...choices, ...options.map(({ long }) => long)].join(" ");
  if (takes === "tasks") {
    return `        ${name})
          words="${words}"
          [[ $word == -* ]] || words+=" $(runner list --ids 2> /dev/null)"
          ;;
`;
  }
  if (takes === "files") {
    return `        ${name})
          words="${words}"
          [[ $word == -* ]] || mapfile -t COMPREPLY < <(compgen -f -- "$word")
          ((\${#COMPREPLY[@]} > 0)) && return
          ;;
`;
  }
  return `        ${name}) words="${words}" ;;\n`;
}

function takesFreeText({ long, takesValue, choices }: CompletedVerb["options"][number]): boolean {
  return takesValue && choices.length === 0 && long !== "--repo";
}
