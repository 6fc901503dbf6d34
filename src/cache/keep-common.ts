import type { StatementSync } from "node:sqlite";
import type { Params } from "../model/params.ts";
import type { Common } from "./task-json.ts";

/** Each in a row of its own; as long as the cache is open, those who read it share it. `forget`: the rows may be others now. */
export function keepCommon(prepare: (sql: string) => StatementSync): Common & { forget(): void } {
  const places = new Map<Params, number>();
  const values = new Map<number, Params>();
  return {
    put(value) {
      const known = places.get(value);
      if (known !== undefined) return known;
      const text = JSON.stringify(value);
      prepare("INSERT OR IGNORE INTO common (value) VALUES (?)").run(text);
      const { place } = prepare("SELECT place FROM common WHERE value = ?").get(text) as { place: number };
      places.set(value, place);
      return place;
    },
    get(place) {
      const known = values.get(place);
      if (known !== undefined) return known;
      const { value } = prepare("SELECT value FROM common WHERE place = ?").get(place) as { value: string };
      const params = JSON.parse(value) as Params;
      values.set(place, params);
      return params;
    },
    forget() {
      places.clear();
      values.clear();
    },
  };
}
