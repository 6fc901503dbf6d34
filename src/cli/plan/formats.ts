import { rules } from "../../plan/index.ts";
import type { Io } from "../io.ts";
import { renderPrintedJson } from "../print-json.ts";
import { findProvenance } from "../sarif/find-provenance.ts";
import { renderSarif } from "../sarif/render-sarif.ts";
import { renderGithub } from "./render-github.ts";
import { renderGitlab } from "./render-gitlab.ts";
import { renderMarkdown } from "./render-markdown.ts";
import { renderText } from "./render-text.ts";
import { toJsonPlan } from "./to-json-plan.ts";
import type { ToldPlan } from "./told-plan.ts";

type Format = (plan: ToldPlan, io: Io) => string | Promise<string>;

/** A new format is a line here. */
export const formats: Readonly<Record<string, Format>> = {
  text: renderText,
  json: (plan) => renderPrintedJson(toJsonPlan(plan)),
  markdown: renderMarkdownPlan,
  github: ({ problems, good }) => renderGithub(problems, good?.changes.attention ?? []),
  gitlab: ({ problems, good }) => renderGitlab(problems, good?.changes.attention ?? []),
  sarif: async ({ problems, good, head }, { version }) => {
    const provenance = await findProvenance(head.repository, head.sha);
    return renderSarif({ problems, attention: good?.changes.attention ?? [], rules, version, provenance });
  },
};

export function renderMarkdownPlan({ problems, digest, good }: ToldPlan): string {
  return renderMarkdown({
    problems,
    digest,
    held: good?.held,
    changes: good?.changes,
    forecast: good?.forecast,
    catalog: good?.catalog,
  });
}
