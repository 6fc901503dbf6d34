/** A secret of fewer characters would be found in half of all texts. */
const shortestSecret = 4;

/** One way in which a secret may be written. `escapable`: any of its characters may stand there as an escape. */
export interface Form {
  readonly text: string;
  readonly escapable: boolean;
}

/** The value, each of its lines, and both of them in base64 and in hex. Escapes are unitsOf's matter. */
export function listForms(value: string): readonly Form[] {
  const forms = new Map<string, Form>();
  for (const text of [value, ...value.split(/[\r\n]+/).map((line) => line.trim())]) {
    if (countsOf(text) < shortestSecret) continue;
    forms.set(text, { text, escapable: true });
    for (const encoded of encode(Buffer.from(text))) {
      if (!forms.has(encoded)) forms.set(encoded, { text: encoded, escapable: false });
    }
  }
  return [...forms.values()];
}

/** How many characters of it count: see skipSilent. */
function countsOf(text: string): number {
  return [...text.trim().replaceAll(/[\0-\x1f]/g, "")].length;
}

function encode(value: Buffer): string[] {
  const hex = value.toString("hex");
  return [hex, hex.toUpperCase(), ...[0, 1, 2].flatMap((before) => encodeBase64(value, before))];
}

/**
 * Base64 of a text in which the value comes after 3n + `before` bytes (RFC 4648). Three bytes are four characters, so that
 * those at its ends may have bits of its neighbours: they are left out; or the text ends with the value.
 */
function encodeBase64(value: Buffer, before: number): string[] {
  const whole = Buffer.concat([Buffer.alloc(before), value]);
  const from = Math.ceil((before * 8) / 6);
  const within = Math.floor((whole.length * 8) / 6);
  return (["base64", "base64url"] as const).flatMap((alphabet) => {
    const text = whole.toString(alphabet).replaceAll("=", "");
    return [text.slice(from), text.slice(from, within)];
  });
}
