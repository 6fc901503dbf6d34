import type { Instant } from "../model/instant.ts";
import type { Io } from "./io.ts";

/** The same world, at that moment. What costs something to ask for (`stop`, `columns`) is still only asked when it is used. */
export function atMoment(io: Io, now: Instant): Io {
  return Object.create(io, { now: { value: () => now } }) as Io;
}
