import { renderDuration } from "../../../model/duration.ts";
import { readDurationAt } from "../../meaning/read-duration.ts";
import { checkAbsolute } from "../check-absolute.ts";
import type { ConditionKind } from "../condition-kind.ts";
import { readBounds } from "../read-bounds.ts";

export const age: ConditionKind<"age"> = {
  read(at, { file, above, below }) {
    const bounds = {
      above: readDurationAt(at.within("above"), above),
      below: readDurationAt(at.within("below"), below),
    };
    const isSound =
      (above === undefined || bounds.above !== undefined) && (below === undefined || bounds.below !== undefined);
    const test = isSound ? readBounds(at, bounds, renderDuration) : undefined;
    return checkAbsolute(at.within("file"), file) && test ? { query: { kind: "age", file }, test } : undefined;
  },
};
