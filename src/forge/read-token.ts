import { readFileSync } from "node:fs";
import type { Result } from "../model/result.ts";
import { failure, ok } from "../model/result.ts";

/**
 * The token that settings point to: a variable's value, else what is in a file; undefined: there is none, and nothing is
 * told. What cannot be sent as a header is refused here, as `fetch` would print it in its complaint.
 */
export function readToken(
  from: { tokenEnv: string; tokenFile: string },
  env: Readonly<Record<string, string | undefined>>,
): Result<string | undefined, { what: string; hint: string }> {
  const { tokenEnv, tokenFile } = from;
  const ofVariable = (env[tokenEnv] ?? "").trim();
  if (ofVariable !== "") return check(ofVariable, `the variable ${tokenEnv}`);
  if (tokenFile === "") return ok(undefined);
  try {
    const token = readFileSync(tokenFile, "utf8").trim();
    return token === "" ? ok(undefined) : check(token, tokenFile);
  } catch (error) {
    const what = `the token for the forge cannot be read: ${(error as Error).message}`;
    return failure({ what, hint: "Make the file of forge.token_file readable for the runner, and for nobody else." });
  }
}

function check(token: string, where: string): Result<string, { what: string; hint: string }> {
  if (/^[\x21-\x7e]{1,4096}$/.test(token)) return ok(token);
  const what = `what is in ${where} is no token: it has blanks, line ends or other signs that a token does not have`;
  return failure({ what, hint: "It is to hold the token and nothing else." });
}
