import type { StatementSync } from "node:sqlite";
import type { KeptOnce } from "./task-json.ts";

/**
 * Values that many tasks share (the schema of their action), in a table of their own: ten thousand tasks hold one, in the
 * file and in memory. `forget` what has been read when another state of the file is looked at.
 */
export function keepOnce(prepare: (sql: string) => StatementSync): KeptOnce & { forget(): void } {
  const values = new Map<number, unknown>();
  const numbers = new Map<object, number>();
  return {
    number(value) {
      const known = numbers.get(value);
      if (known !== undefined) return known;
      const text = JSON.stringify(value);
      prepare("INSERT OR IGNORE INTO value (text) VALUES (?)").run(text);
      const number = prepare("SELECT number FROM value WHERE text = ?").get(text)!["number"] as number;
      numbers.set(value, number);
      return number;
    },
    value(number) {
      if (!values.has(number)) {
        const { text } = prepare("SELECT text FROM value WHERE number = ?").get(number) as { text: string };
        values.set(number, JSON.parse(text));
      }
      return values.get(number);
    },
    forget() {
      values.clear();
      numbers.clear();
    },
  };
}
