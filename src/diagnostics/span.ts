/** A file's text and its name. Offsets in spans count UTF-16 units of `text`. */
export interface SourceText {
  readonly path: string;
  readonly text: string;
}

/** One place: from `start` up to, not including, `end`. */
export interface Span {
  readonly source: SourceText;
  readonly start: number;
  readonly end: number;
}
