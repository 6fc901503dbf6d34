import { hasShape, isCount, isText, parseShape } from "../has-shape.ts";
import { attestationPath } from "../branch-paths.ts";
import { renderJson } from "../render-json.ts";

/**
 * `hosts/<host>/signature.json`: the host's signature of the commit that its newest batch of reports was put on. A commit
 * names all that is below it, so that one signature answers for the whole branch up to there.
 */
export interface Attestation {
  readonly version: number;
  readonly host: string;
  /** The commit that is signed. */
  readonly tip: string;
  /** As ssh-keygen writes it. */
  readonly signature: string;
}

/** Of ssh-keygen: a signature that was made for something else is none. */
export const attestationNamespace = "runner-reports";

/** What is signed. */
export function renderAttested(host: string, tip: string): string {
  return `reports of ${JSON.stringify(host)} up to ${tip}\n`;
}

export function renderAttestation(host: string, tip: string, signature: string): { path: string; content: string } {
  const attestation: Attestation = { version: 1, host, tip, signature };
  return { path: attestationPath(host), content: renderJson(attestation) };
}

export function parseAttestation(text: string): Attestation | undefined {
  return parseShape(text, isAttestation);
}

const isAttestation = hasShape<Attestation>({ version: isCount, host: isText, tip: isText, signature: isText });
