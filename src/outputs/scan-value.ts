/** What a text has from a bracket on: a whole object or array of JSON, one that is broken, or the beginning of one. */
export type Scanned =
  | { readonly kind: "whole"; readonly end: number }
  | { readonly kind: "broken"; readonly at: number }
  | { readonly kind: "unfinished" };

const token = /"[^"\\\p{Cc}]*(?:\\.[^"\\\p{Cc}]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|[[\]{},:]/uy;
const blanks = /[ \t\r\n]*/y;

type Awaited = "value" | "value or end" | "key" | "key or end" | "colon" | "comma or end";

/** Goes through the text once, with a stack of its own: a task may print a hundred thousand brackets. */
export function scanValue(text: string, from: number): Scanned {
  const open: string[] = [];
  let awaited: Awaited = "value";
  let at = from;
  for (;;) {
    blanks.lastIndex = at;
    blanks.exec(text);
    at = blanks.lastIndex;
    if (at === text.length) return { kind: "unfinished" };
    token.lastIndex = at;
    const word = token.exec(text)?.[0];
    if (word === undefined) return isCut(text, at) ? { kind: "unfinished" } : { kind: "broken", at };
    const next = follow(awaited, word, open);
    if (next === undefined) return { kind: "broken", at };
    awaited = next;
    at += word.length;
    if (open.length === 0) return { kind: "whole", end: at };
  }
}

/** What has to come after this word; undefined: it must not stand here. */
function follow(awaited: Awaited, word: string, open: string[]): Awaited | undefined {
  const inner = open.at(-1);
  switch (awaited) {
    case "colon":
      return word === ":" ? "value" : undefined;
    case "key":
    case "key or end":
      if (word.startsWith('"')) return "colon";
      return word === "}" && awaited === "key or end" ? close(open) : undefined;
    case "comma or end":
      if (word === ",") return inner === "{" ? "key" : "value";
      return word === (inner === "{" ? "}" : "]") ? close(open) : undefined;
    case "value":
    case "value or end":
      if (word === "{" || word === "[") {
        open.push(word);
        return word === "{" ? "key or end" : "value or end";
      }
      if (word === "]" && awaited === "value or end") return close(open);
      return /^[}\],:]/.test(word) ? undefined : "comma or end";
  }
}

function close(open: string[]): Awaited {
  open.pop();
  return "comma or end";
}

/** A string that goes on to the end of the text. */
function isCut(text: string, at: number): boolean {
  return text[at] === '"' && !/[\r\n]/.test(text.slice(at));
}
