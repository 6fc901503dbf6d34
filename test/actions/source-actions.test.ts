import { expect, test } from "vitest";
import { findAction } from "./run-action.ts";

interface Documented {
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
}

test.each(["code-quality", "test-maintenance", "dependency-update", "vulnerability-scan", "license-check", "profile"])(
  "%s says what each of its parameters is",
  (name) => {
    const { properties } = findAction(name).params.schema as unknown as { properties: Record<string, Documented> };
    expect(properties).toHaveProperty("path");
    for (const [parameter, about] of Object.entries(properties)) {
      const missing = (["title", "description", "examples"] as const).filter((key) => about[key] === undefined);
      expect({ parameter, missing }).toEqual({ parameter, missing: [] });
    }
  },
);
