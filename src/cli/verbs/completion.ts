import { Argument } from "commander";
import { exitCodes } from "../exit-codes.ts";
import { printJson } from "../print-json.ts";
import type { Verb } from "../verb.ts";

const shells = ["bash", "zsh", "fish"];

export const verb: Verb = {
  summary: "what a shell needs to complete verbs, options and tasks",
  example: `source <(runner completion bash)
In ~/.bashrc it is there in every shell. For zsh the same with zsh; for fish: runner completion fish | source`,
  declare: (command) => void command.addArgument(new Argument("<shell>", "which one").choices(shells)),
  async run({ io, args, json }) {
    // Not at the top: it loads every verb, this one too.
    const { completedVerbs } = await import("../completion/completed-verb.ts");
    const { renderBash } = await import("../completion/render-bash.ts");
    const { renderZsh } = await import("../completion/render-zsh.ts");
    const { renderFish } = await import("../completion/render-fish.ts");
    const verbs = await completedVerbs();
    if (json) printJson(io, verbs);
    else if (args[0] === "zsh") io.out(renderZsh(verbs));
    else io.out(args[0] === "fish" ? renderFish(verbs) : renderBash(verbs));
    return exitCodes.fine;
  },
};
