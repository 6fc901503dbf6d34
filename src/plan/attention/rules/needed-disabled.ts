import type { Rule } from "../rule.ts";

export const neededDisabled: Rule = {
  id: "needed-disabled",
  means: "It is disabled, and others need it.",
  keys: ["enabled"],
  look({ before, after, compared }) {
    if (after.enabled || before?.enabled === false) return [];
    const others = [...compared.head.tasks.values()].filter(({ needs }) => needs.some(({ task }) => task === after.id));
    if (others.length === 0) return [];
    return [
      `it is disabled, and ${others.map(({ id }) => id).join(", ")} ${others.length === 1 ? "needs" : "need"} it`,
    ];
  },
};
