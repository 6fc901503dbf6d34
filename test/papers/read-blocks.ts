/** A fenced block of a Markdown file. */
export interface Block {
  readonly language: string;
  /** The words behind the language, which no page shows: a path to write it to for the next console; `broken`; `by-hand`. */
  readonly notes: readonly string[];
  readonly text: string;
  /** Of the opening fence, from 1. */
  readonly line: number;
}

export function readBlocks(markdown: string): readonly Block[] {
  const lines = markdown.split("\n");
  const blocks: Block[] = [];
  let open: { language: string; notes: string[]; start: number } | undefined;
  for (const [index, line] of lines.entries()) {
    if (!line.startsWith("```")) continue;
    if (open) {
      const { language, notes, start } = open;
      blocks.push({ language, notes, line: start + 1, text: `${lines.slice(start + 1, index).join("\n")}\n` });
      open = undefined;
    } else {
      const [language = "", ...notes] = line.slice(3).trim().split(/ +/);
      open = { language, notes, start: index };
    }
  }
  return blocks;
}
