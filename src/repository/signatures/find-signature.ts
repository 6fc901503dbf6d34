/** A commit's signature as it stands in its header, armour and all (gitformat-signature). */
export interface Signature {
  readonly format: "ssh" | "pgp" | "other";
  readonly armour: string;
}

/** undefined: the commit carries none. `raw`: the commit object. */
export function findSignature(raw: Buffer): Signature | undefined {
  const text = raw.toString("latin1");
  const headers = text.slice(0, text.indexOf("\n\n") + 1);
  // A long header goes on in lines that begin with a space.
  const written = /^gpgsig(?:-sha256)? (.*(?:\n .*)*)\n/m.exec(headers)?.[1];
  if (written === undefined) return undefined;
  const armour = `${written.replaceAll("\n ", "\n").trimEnd()}\n`;
  return { armour, format: formatOf(armour) };
}

function formatOf(armour: string): Signature["format"] {
  if (armour.startsWith("-----BEGIN SSH SIGNATURE-----")) return "ssh";
  return /^-----BEGIN PGP (SIGNATURE|MESSAGE)-----/.test(armour) ? "pgp" : "other";
}

/** The public key inside an ssh signature, in base64 as key files have it; "" where it does not read (PROTOCOL.sshsig). */
export function keyOf({ armour }: Signature): string {
  const blob = Buffer.from(armour.replaceAll(/^-.*$/gm, ""), "base64");
  const start = "SSHSIG".length + 4;
  if (blob.length < start + 4) return "";
  const length = blob.readUInt32BE(start);
  return blob.subarray(start + 4, start + 4 + length).toString("base64");
}
