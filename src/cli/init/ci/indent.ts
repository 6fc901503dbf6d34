/** Text as a block of YAML, so many blanks further in. */
export function indent(text: string, blanks: number): string {
  return text.trimEnd().replaceAll(/^(?=.)/gm, " ".repeat(blanks));
}
