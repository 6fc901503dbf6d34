/** The part of @iarna/toml's parser that guarded-toml-parser.ts builds on; the package's own types do not tell of it. */
declare module "@iarna/toml/lib/toml-parser.js" {
  export default class TOMLParser {
    /** Offset of the character being looked at. */
    ii: number;
    /** The whole text. */
    readonly _buf: string;
    readonly stack: readonly unknown[];
    /** Ends a state, giving its value to the one before, which looks at the same character. */
    returnNow(value: unknown): unknown;
    /** Goes to the next character. */
    nextChar(): boolean;
    /** The state that the next character is given to. */
    next(state: unknown): unknown;
    parse(text: string): void;
    finish(): Record<string, unknown>;
    /** Begins a state; also called for each list and inline table, and each of their values. */
    call(state: unknown, returnWith?: unknown): unknown;
    parseKeyword(): unknown;
    recordAssignKeyword(key: string): unknown;
    parseTableMore(key: string): unknown;
    parseListMore(key: string): unknown;
    /** At the hyphen after the year. */
    parseDateTime(): unknown;
    /** At the colon after the hour. */
    parseOnlyTimeHour(): unknown;
    recordInlineListValue(value: unknown): unknown;
  }
}
