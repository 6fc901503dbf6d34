import TOMLParser from "@iarna/toml/lib/toml-parser.js";
import { limits, reservedKeys } from "./limits.ts";

export type Refusal = "reserved-key" | "too-many-keys" | "too-many-values" | "too-deep";

const date = /(?<![\w.+-])\d{4}-\d\d-\d\d(?:[Tt ]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)?)?(?![\w:.+-])/y;
const time = /(?<![\w.+-])\d\d:\d\d:\d\d(?:\.\d+)?(?![\w:.+-])/y;

/**
 * @iarna/toml with bounds, and without its way into Object.prototype: `[toString]` with a key `call` below it would
 * set Object.prototype.toString.call for the whole process. Every key is looked at before it is used.
 */
export class GuardedTomlParser extends TOMLParser {
  /** Set when the text was given up for a reason of ours. */
  refusal: Refusal | undefined;
  /** Where the last key begins. */
  keyStart = 0;
  private keys = 0;
  private values = 0;

  override call(state: unknown, returnWith?: unknown): unknown {
    // Each list within another takes two entries, each inline table three, and a value two.
    if (this.stack.length > 3 * limits.depth) this.refuse("too-deep");
    return super.call(state, returnWith);
  }

  override parseKeyword(): unknown {
    this.keyStart = this.ii;
    this.keys += 1;
    if (this.keys > limits.keys) this.refuse("too-many-keys");
    return super.parseKeyword();
  }

  override recordAssignKeyword(key: string): unknown {
    this.check(key);
    return super.recordAssignKeyword(key);
  }

  override parseTableMore(key: string): unknown {
    this.check(key);
    return super.parseTableMore(key);
  }

  override parseListMore(key: string): unknown {
    this.check(key);
    return super.parseListMore(key);
  }

  override recordInlineListValue(value: unknown): unknown {
    this.values += 1;
    if (this.values > limits.values) this.refuse("too-many-values");
    return super.recordInlineListValue(value);
  }

  override parseDateTime(): unknown {
    return this.skip(date) ?? super.parseDateTime();
  }

  override parseOnlyTimeHour(): unknown {
    return this.skip(time) ?? super.parseOnlyTimeHour();
  }

  /**
   * The parser takes a date for broken before a comma or a bracket, and swallows the character after a time. Nobody
   * needs its Date: the text is read where the value is looked at. So the word is skipped, up to its last character.
   */
  private skip(word: RegExp): true | undefined {
    word.lastIndex = this.ii - (word === date ? "2026" : "03").length;
    const found = word.exec(this._buf);
    if (found === null) return undefined;
    while (this.ii < word.lastIndex - 1) this.nextChar();
    this.next(() => this.returnNow(new Date(0)));
    return true;
  }

  private check(key: string): void {
    if (reservedKeys.has(key)) this.refuse("reserved-key");
  }

  private refuse(why: Refusal): never {
    this.refusal = why;
    throw new Error(why);
  }
}
