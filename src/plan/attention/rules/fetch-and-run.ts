import type { Rule } from "../rule.ts";
import { newLines } from "../new-lines.ts";

const fetches = String.raw`\b(?:curl|wget)\b`;
const interpreter = String.raw`(?:sudo\s+(?:-\S+\s+)*)?(?:(?:\S*/)?env\s+)?(?:\S*/)?(?:(?:ba|da|z|k)?sh|python3?|perl|ruby|node)\b`;
const shell = String.raw`(?:(?:ba|da|z|k)?sh|eval|source|\.)`;

const patterns = [
  // curl … | sudo bash
  new RegExp(`${fetches}[^\\n|;&]*\\|\\s*${interpreter}`),
  // bash <(curl …), source <(wget …)
  new RegExp(`(?:^|[\\s;&|(])${shell}\\s+(?:-\\S+\\s+)*<\\(\\s*${fetches}`),
  // sh -c "$(curl …)", eval "$(wget …)"
  new RegExp(`(?:^|[\\s;&|(])${shell}\\s+(?:-\\S+\\s+)*["']?\\$\\(\\s*${fetches}`),
];

export const fetchAndRun: Rule = {
  id: "fetch-and-run",
  means: "Something is fetched from the network and executed.",
  keys: ["run", "check"],
  look: ({ before, after }) =>
    newLines(before, after)
      .filter((line) => patterns.some((pattern) => pattern.test(line)))
      .map((said) => ({ message: `what it fetches from the network is executed: ${said.trim()}`, said })),
};
