import type { Params } from "../../model/params.ts";
import type { Mismatch } from "./compile-params.ts";

/** `must be integer, not "7"`. Of a secret one the value is not told. */
export function explainMismatch({ name, within, says, got }: Mismatch, params: Pick<Params, "secret">): string {
  const place = within === "" ? "" : `${within.replace(/^\./, "")} `;
  const isShown = name !== undefined && !params.secret.includes(name) && got !== undefined;
  return `${place}${says}${isShown ? `, not ${shorten(JSON.stringify(got))}` : ""}`;
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59).toWellFormed()}…` : text;
}
