/** Puts a text into a colour or weight, or returns it as it is. */
type Paint = (text: string) => string;

export interface Style {
  readonly bold: Paint;
  readonly dim: Paint;
  readonly red: Paint;
  readonly green: Paint;
  readonly yellow: Paint;
  readonly blue: Paint;
  readonly cyan: Paint;
}

/** The styles of a terminal (ECMA-48, SGR); without colour each gives its text back unchanged. */
export function makeStyle(color: boolean): Style {
  return {
    bold: paint(color, 1, 22),
    dim: paint(color, 2, 22),
    red: paint(color, 31, 39),
    green: paint(color, 32, 39),
    yellow: paint(color, 33, 39),
    blue: paint(color, 34, 39),
    cyan: paint(color, 36, 39),
  };
}

/** Closes with its own code, not with a reset, so that styles can lie inside each other. */
function paint(color: boolean, open: number, close: number): Paint {
  return color ? (text) => (text === "" ? "" : `\x1b[${open}m${text}\x1b[${close}m`) : (text) => text;
}
