import type { Document as YamlDocument, YAMLParseError, YAMLWarning } from "yaml";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { locateOffset } from "../../diagnostics/locate-offset.ts";
import type { SourceText, Span } from "../../diagnostics/span.ts";
import { tooComplex, yamlNoAlias, yamlDocuments, yamlSyntax, yamlTag } from "../../diagnostics/syntax-codes.ts";

/** One slip makes several errors: the first of each line is told, and no more than these lines. */
const mostLines = 10;

/** What the library says is wrong with a text, in our words. Its warnings are errors here: unknown tags only warn. */
export function explainYamlErrors(source: SourceText, parsed: YamlDocument.Parsed): Diagnostic[] {
  const explained: Diagnostic[] = [];
  const lines = new Set<number>();
  // What is missing at the end is told where the text ends, not on an empty line below.
  const lastPlace = source.text.trimEnd().length;
  // Unknown tags are found by convertYaml, with the tags that the library knows and we do not.
  const warnings = parsed.warnings.filter((warning) => warning.code !== "TAG_RESOLVE_FAILED");
  for (const error of [...parsed.errors, ...warnings]) {
    const start = Math.min(error.pos[0], lastPlace);
    const end = error.pos[1];
    const { line } = locateOffset(source, start);
    if (lines.has(line)) continue;
    if (lines.size >= mostLines) break;
    lines.add(line);
    const within = Math.min(Math.max(end, start + 1), source.text.length);
    explained.push(explain({ source, start, end: within }, error));
  }
  return explained;
}

function explain(span: Span, error: YAMLParseError | YAMLWarning): Diagnostic {
  const text = span.source.text.slice(span.start, span.end);
  switch (error.code) {
    case "MULTIPLE_DOCS":
      return yamlDocuments({ ...span, end: Math.min(span.end, span.start + 3) });
    case "TAG_RESOLVE_FAILED":
      return yamlTag(span, text.split(/\s/, 1)[0]!);
    case "BAD_ALIAS":
      return yamlNoAlias(span, "This alias or anchor has no name that could be used.");
    case "RESOURCE_EXHAUSTION":
      return tooComplex(span, "nests too deep");
    default: {
      if (/^Flow .* end with/.test(error.message)) return yamlSyntax(span, ...unclosed);
      if (/closing .*quote/.test(error.message)) return yamlSyntax(span, "a quoted text is not closed");
      const [problem, hint] = wordings[error.code] ?? [lower(error.message), undefined];
      return yamlSyntax(span, problem, hint);
    }
  }
}

const unclosed = [
  "a list in [ ] or a table in { } is not closed, or goes on without an indent",
  "Close it, or indent its lines.",
] as const;

const wordings: Readonly<Partial<Record<string, readonly [problem: string, hint?: string]>>> = {
  TAB_AS_INDENT: ["a tab is used to indent", "Indent with spaces."],
  BAD_DIRECTIVE: ["this line that begins with % means nothing here", "Remove it."],
  BAD_INDENT: [
    "this line is indented otherwise than the lines it belongs to",
    "Give keys of one table the same indent.",
  ],
  BLOCK_AS_IMPLICIT_KEY: [
    "a second `: ` on this line",
    'Put a text that holds `: ` in quotes ("…"), or on the lines below after `|`.',
  ],
  BLOCK_IN_FLOW: ["a block stands within [ ] or { }", "Within brackets write everything with brackets and commas."],
  BAD_SCALAR_START: ["a text cannot begin with this sign", 'Put the text in quotes ("…").'],
  BAD_DQ_ESCAPE: ["this is no escape sequence", "A backslash is written \\\\, or put the text in 'single' quotes."],
  DUPLICATE_KEY: ["a key is given twice"],
  IMPOSSIBLE: ["this cannot be read"],
  KEY_OVER_1024_CHARS: ["a key is longer than 1024 characters", "Is a quote or a line break missing?"],
  MISSING_CHAR: [
    "something is missing here: a `:`, a `,`, a quote or a bracket",
    'A text that holds : or # wants quotes ("…").',
  ],
  MULTILINE_IMPLICIT_KEY: ["a key goes on over several lines", "Is a `:` missing after a key?"],
  MULTIPLE_ANCHORS: ["a value has two anchors"],
  MULTIPLE_TAGS: ["a value has two tags"],
  PROP_BEFORE_SEP: ["an anchor or tag stands in the wrong place"],
  UNEXPECTED_TOKEN: [
    "this does not belong here",
    'Put the whole text in quotes ("…"); after | or > it begins on the next line.',
  ],
};

function lower(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1).replace(/\.$/, "");
}
