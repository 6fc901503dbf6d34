/** What a forge takes as one comment is more; some room is left for what others put around it. */
const mostCharacters = 60_000;

/** A page that is never longer than a comment may be: what does not fit is left out, and how much that is is told. */
export interface Page {
  /** A heading and what is below it; nothing where there is nothing. */
  section(heading: string, lines: readonly string[]): void;
  /** `head`: the first two lines of the table. */
  table(heading: string, head: string, rows: readonly string[]): void;
  /** Shown when somebody asks for it. */
  folded(summary: string, blocks: readonly string[]): void;
  text(): string;
}

export function makePage(start: string, end: string): Page {
  let page = start;

  function put(before: string, items: readonly string[], after: string): void {
    if (items.length === 0) return;
    const cut = (left: number): string =>
      `\n_… and ${left} more, which a comment has no room for: \`runner plan\` shows them._\n`;
    const room = mostCharacters - [page, end, before, after, cut(items.length)].join("").length;
    let body = "";
    let taken = 0;
    for (const item of items) {
      if (body.length + item.length + 1 > room) break;
      body += `${item}\n`;
      taken += 1;
    }
    const left = items.length - taken;
    if (room > 0) page += `${before}${body}${left === 0 ? "" : cut(left)}${after}`;
  }

  return {
    section: (heading, lines) => put(`\n${heading}\n\n`, lines, ""),
    table: (heading, head, rows) => put(`\n${heading}\n\n${head}\n`, rows, ""),
    folded: (summary, blocks) => put(`\n<details><summary>${summary}</summary>\n\n`, blocks, "\n</details>\n"),
    text: () => page + end,
  };
}
