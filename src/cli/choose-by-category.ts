import type { Chosen } from "../decide/index.ts";
import { escapeTerminal } from "../text/escape-terminal.ts";
import type { Read } from "./read-options.ts";
import type { Call } from "./verb.ts";
import { textOption } from "./verb.ts";

/** A request for whatever listens to a category. */
export interface CategoryAsked {
  readonly category: string;
  /** How sure the one who asks is that it is this category. 0–1. */
  readonly confidence: number;
}

/** Why a task is run that was not named; in `--json` beside its run. */
export interface ChosenFor extends CategoryAsked {
  /** What the task asks for. */
  readonly minConfidence: number;
}

/** `--category` and `--confidence`; undefined: tasks are named. Both, neither, or what makes no sense is told. */
export function readCategory(call: Call): Read<CategoryAsked | undefined> {
  const { io, args } = call;
  const bad = (text: string): { bad: true } => {
    io.err(`runner: ${text}\n`);
    return { bad: true };
  };
  const category = textOption(call, "category");
  const written = textOption(call, "confidence");
  if (category === undefined) {
    if (written !== undefined) return bad("--confidence goes with --category");
    return args.length > 0 ? { value: undefined } : bad("which task? Name one, or what it is for by --category");
  }
  if (args.length > 0) return bad("tasks or --category, not both");
  if (!/[^\s_-]/.test(category)) return bad("--category: which one?");
  const confidence = Number(written ?? "1");
  if (written?.trim() !== "" && confidence >= 0 && confidence <= 1) return { value: { category, confidence } };
  return bad(`--confidence: "${escapeTerminal(written ?? "")}" is no number from 0 to 1, such as 0.9`);
}

export function renderChosen({ task, category, minConfidence }: Chosen, { confidence }: CategoryAsked): string {
  return `chose ${task}: category "${escapeTerminal(category)}", asks for at least ${minConfidence}, given ${confidence}\n`;
}

export function toChosenFor({ category, minConfidence }: Chosen, { confidence }: CategoryAsked): ChosenFor {
  return { category, minConfidence, confidence };
}
