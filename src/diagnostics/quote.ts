/** A name from a file within a sentence, in backticks; a long one is cut. */
export function quote(name: string): string {
  return `\`${name.length > 60 ? `${name.slice(0, 59).toWellFormed()}…` : name}\``;
}
