import type { Fault } from "../../model/fault.ts";

/** `doing` opens the sentence, as in `reading revision 0123456789ab`. */
export function missingObject(doing: string, name: string): Fault {
  return {
    kind: "stalled",
    what: `${doing}: the object ${name} is missing`,
    hint: "`git fsck` names all that are. A fresh clone of the remote repairs it; look after the disk, too.",
  };
}
