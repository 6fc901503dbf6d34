import type { AskedKind, ConditionKind } from "./condition-kind.ts";
import { age } from "./kinds/age.ts";
import { command } from "./kinds/command.ts";
import { cpuUsage } from "./kinds/cpu-usage.ts";
import { diskUsage } from "./kinds/disk-usage.ts";
import { file } from "./kinds/file.ts";
import { http } from "./kinds/http.ts";
import { memoryUsage } from "./kinds/memory-usage.ts";
import { port } from "./kinds/port.ts";
import { process } from "./kinds/process.ts";
import { service } from "./kinds/service.ts";
import { systemLoad } from "./kinds/system-load.ts";

/** Every kind of condition, by its key. A new one is a file and a line here (and what the schema says of it). */
export const conditionKinds: { readonly [Kind in AskedKind]: ConditionKind<Kind> } = {
  system_load: systemLoad,
  cpu_usage: cpuUsage,
  memory_usage: memoryUsage,
  disk_usage: diskUsage,
  process,
  file,
  service,
  port,
  http,
  command,
  age,
};

export function isConditionKind(word: string): word is AskedKind {
  return Object.hasOwn(conditionKinds, word);
}
