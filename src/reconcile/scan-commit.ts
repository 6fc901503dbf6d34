import type { Json } from "../model/json.ts";
import type { Proof, ReportCommit } from "../model/report-commit.ts";
import type { Redactor } from "../redact/index.ts";
import { renderJson } from "../report/render-json.ts";

/**
 * The last look before a commit: everything in it has been masked where it came from, so that a hit is a mistake of ours.
 * It is masked all the same, and told. In JSON only texts are looked at: a number that happens to hold the digits of a
 * secret is a number.
 */
export function scanCommit(commit: ReportCommit, redactor: Redactor, onHit: (where: string) => void): ReportCommit {
  const mask = (text: string, where: string): string => {
    const masked = redactor.text(text);
    if (masked !== text) onHit(where);
    return masked;
  };
  return {
    ...commit,
    message: mask(commit.message, "the message"),
    proof: maskProof(commit.proof, redactor),
    files: commit.files.map(({ path, content }) => {
      const text = typeof content === "string" ? content : undefined;
      const shown = text === undefined || redactor.text(text) === text ? content : maskFile(path, text);
      return { path: mask(path, "a path"), content: shown };
    }),
  };

  function maskFile(path: string, text: string): string {
    if (!path.endsWith(".json")) return mask(text, path);
    const masked = renderJson(maskTexts(JSON.parse(text) as Json, redactor) as object);
    if (masked !== text) onHit(path);
    return masked;
  }
}

/** As the commit has it. */
export function maskProof(proof: Proof, redactor: Redactor): Proof {
  return { ...proof, path: redactor.text(proof.path) };
}

function maskTexts(value: Json, redactor: Redactor): Json {
  if (typeof value === "string") return redactor.text(value);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => maskTexts(item, redactor));
  const entries = Object.entries(value as { readonly [key: string]: Json });
  return Object.fromEntries(entries.map(([key, inner]) => [redactor.text(key), maskTexts(inner, redactor)]));
}
