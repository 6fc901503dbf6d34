/** Breaks one line of text between words so that lines have at most `width` characters; longer words stay whole. */
export function wrapText(text: string, width: number, indent = ""): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line === "") line = indentation(lines, indent) + word;
    else if (line.length + 1 + word.length <= width) line += ` ${word}`;
    else {
      lines.push(line);
      line = indentation(lines, indent) + word;
    }
  }
  lines.push(line);
  return lines.join("\n");
}

function indentation(lines: readonly string[], indent: string): string {
  return lines.length > 0 ? indent : "";
}
