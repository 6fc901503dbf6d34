import { Ajv2020 } from "ajv/dist/2020.js";
import schema from "../../schemas/report.schema.json" with { type: "json" };

const ajv = new Ajv2020({ allErrors: true, strict: true });
ajv.addSchema(schema, "report");

export const validateReport = makeValidator("report");
export const validateTaskState = makeValidator("report#/$defs/taskState");
export const validateRevision = makeValidator("report#/$defs/revision");

/** Gives what is wrong with a file; nothing if it keeps to the schema. */
function makeValidator(name: string): (text: string) => string[] {
  const validate = ajv.getSchema(name);
  if (!validate) throw new Error(`no schema ${name}`);
  return (text) =>
    validate(JSON.parse(text)) === true
      ? []
      : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
}
