import { makeFencing } from "../../../execute/isolation/fencing.ts";
import type { Check } from "../check.ts";
import { fine, warning } from "../check.ts";

/** What tasks may ask for, and by what means this host grants it. Control groups are looked at by themselves. */
export const isolation: Check = {
  name: "isolation",
  of: "host",
  async look() {
    const abilities = await makeFencing(() => undefined).describe();
    return abilities
      .filter(({ what }) => !["limits.memory, exact", "limits.cpu", "control group controllers"].includes(what))
      .map(({ what, granted, how }) =>
        granted
          ? fine(what, how)
          : warning(what, "cannot be had here", `To have it: ${how}. Tasks that ask for it are turned away.`),
      );
  },
};
