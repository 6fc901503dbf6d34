// ECMA-48: control sequences (colours, cursor moves), then strings such as window titles and links, then the rest.
const escapeSequence =
  /\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)|[ -/]+[0-~]|[0-9<=>A-OQ-WYZ\\a-z|}~])/g;
const unsafe = /[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/**
 * One line of output, without its line end, as a file in a forge may show it: terminal sequences dropped, a progress
 * bar redrawn with carriage returns reduced to its last state, other control characters made visible.
 */
export function cleanLine(line: string): string {
  const plain = line.replace(escapeSequence, "");
  return lastState(plain).replace(unsafe, makeVisible);
}

function lastState(line: string): string {
  if (!line.includes("\r")) return line;
  return line.split("\r").findLast((state) => state.trim() !== "") ?? "";
}

function makeVisible(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  if (code === 0x7f) return "␡";
  return `\\u{${code.toString(16)}}`;
}
