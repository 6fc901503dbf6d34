import type { TaskChange } from "../../plan/index.ts";

/** How a changed task is painted: legible on white, and not by its colour alone, for the sign stands before its name. */
export const colors: Readonly<Record<TaskChange["change"], { readonly fill: string; readonly line: string }>> = {
  added: { fill: "#dafbe1", line: "#1a7f37" },
  changed: { fill: "#fff8c5", line: "#9a6700" },
  removed: { fill: "#ffebe9", line: "#cf222e" },
  renamed: { fill: "#ddf4ff", line: "#0969da" },
};

/** Before the name of a changed task, on a terminal and in a picture. */
export const signs: Readonly<Record<TaskChange["change"], string>> = {
  added: "+",
  changed: "~",
  removed: "-",
  renamed: "~",
};

/** Its name as a picture shows it. */
export function labelOf({ id, change }: { readonly id: string; readonly change?: TaskChange["change"] }): string {
  return change === undefined ? id : `${signs[change]} ${id}`;
}
