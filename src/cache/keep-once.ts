import type { DatabaseSync } from "node:sqlite";
import type { KeptOnce } from "./task-json.ts";

/**
 * Values that many tasks share (the schema of their action), in a table of their own: ten thousand tasks hold one, in the
 * file and in memory. `forget` what has been read when another state of the file is looked at.
 */
export function keepOnce(database: DatabaseSync): KeptOnce & { forget(): void } {
  const values = new Map<number, unknown>();
  const numbers = new Map<object, number>();
  const add = database.prepare("INSERT OR IGNORE INTO value (text) VALUES (?)");
  const find = database.prepare("SELECT number FROM value WHERE text = ?");
  const get = database.prepare("SELECT text FROM value WHERE number = ?");
  return {
    number(value) {
      const known = numbers.get(value);
      if (known !== undefined) return known;
      const text = JSON.stringify(value);
      add.run(text);
      const number = find.get(text)!["number"] as number;
      numbers.set(value, number);
      return number;
    },
    value(number) {
      if (!values.has(number)) values.set(number, JSON.parse(get.get(number)!["text"] as string));
      return values.get(number);
    },
    forget() {
      values.clear();
      numbers.clear();
    },
  };
}
