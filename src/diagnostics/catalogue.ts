import { actionCodes } from "./action-codes.ts";
import type { CodeTable } from "./code-table.ts";
import { conditionCodes } from "./condition-codes.ts";
import { isolationCodes } from "./isolation-codes.ts";
import { meaningCodes } from "./meaning-codes.ts";
import { paramCodes } from "./param-codes.ts";
import { programCodes } from "./program-codes.ts";
import { readingCodes } from "./reading-codes.ts";
import { scheduleCodes } from "./schedule-codes.ts";
import { secretCodes } from "./secret-codes.ts";
import { settingsCodes } from "./settings-codes.ts";
import { shapeCodes } from "./shape-codes.ts";
import { syntaxCodes } from "./syntax-codes.ts";

/** Every code, by family, in the order in which a file meets them. A new family is one line here. */
export const catalogue: readonly { readonly title: string; readonly codes: CodeTable }[] = [
  { title: "Reading files", codes: readingCodes },
  { title: "TOML and YAML", codes: syntaxCodes },
  { title: "Keys and values", codes: shapeCodes },
  { title: "Schedules and zones", codes: scheduleCodes },
  { title: "Events, conditions, windows", codes: conditionCodes },
  { title: "Tasks that fit together", codes: meaningCodes },
  { title: "What tasks execute", codes: programCodes },
  { title: "Parameters", codes: paramCodes },
  { title: "Actions", codes: actionCodes },
  { title: "Secrets", codes: secretCodes },
  { title: "Isolation and limits", codes: isolationCodes },
  { title: "Settings from the environment", codes: settingsCodes },
];
