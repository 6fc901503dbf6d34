import { failure, ok } from "../../model/result.ts";
import type { SecretReader } from "../index.ts";

export const readEnv: SecretReader<"env"> = ({ name }, { env }) => {
  const value = env[name];
  return Promise.resolve(
    value === undefined
      ? failure(`the runner has no variable ${name} in its environment; set it for the service that starts the runner`)
      : ok(Buffer.from(value)),
  );
};
