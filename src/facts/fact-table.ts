import type { FactKind, FactQuery, FactValue } from "../model/condition.ts";
import type { Reader, Reading } from "./reader.ts";
import { readAge } from "./readers/age.ts";
import { readCommand } from "./readers/command.ts";
import { makeCpuUsageReader } from "./readers/cpu-usage.ts";
import { readDiskUsage } from "./readers/disk-usage.ts";
import { readFileFact } from "./readers/file.ts";
import { readHttp } from "./readers/http.ts";
import { readMemoryUsage } from "./readers/memory-usage.ts";
import { readPort } from "./readers/port.ts";
import { readProcessFact } from "./readers/process.ts";
import { readService } from "./readers/service.ts";
import { readSystemLoad } from "./readers/system-load.ts";
import { makeToolReader } from "./readers/tool.ts";

interface Line<K extends FactKind> {
  /** Reading it only looks: it neither reaches out to anybody nor executes what a task's author wrote. */
  readonly passive: boolean;
  /** Called once per FactReader, for those that remember something from one reading to the next. */
  readonly make: () => Reader<K>;
}

/** Every kind of fact. A new one is a file and a line here. */
export const factTable: { readonly [K in FactKind]: Line<K> } = {
  system_load: { passive: true, make: () => readSystemLoad },
  cpu_usage: { passive: true, make: makeCpuUsageReader },
  memory_usage: { passive: true, make: () => readMemoryUsage },
  disk_usage: { passive: true, make: () => readDiskUsage },
  process: { passive: true, make: () => readProcessFact },
  file: { passive: true, make: () => readFileFact },
  service: { passive: true, make: () => readService },
  port: { passive: false, make: () => readPort },
  http: { passive: false, make: () => readHttp },
  command: { passive: false, make: () => readCommand },
  age: { passive: true, make: () => readAge },
  tool: { passive: false, make: makeToolReader },
};

/** A reader for whatever is asked; each kind's is made when it is first needed. */
export function makeReaders(): (query: FactQuery, reading: Reading) => Promise<FactValue> {
  const made = new Map<FactKind, (query: never, reading: Reading) => Promise<FactValue>>();
  return (query, reading) => {
    const reader = made.get(query.kind) ?? factTable[query.kind].make();
    made.set(query.kind, reader);
    // Filed under its own kind; the type checker cannot follow that through a Map.
    return reader(query as never, reading);
  };
}
