import { renderSize } from "../../model/size.ts";
import type { Task } from "../../model/task.ts";
import { list } from "./show.ts";

/* What a run is kept from, as people read it; undefined where nothing is said. */

export function user({ isolation }: Task): string | undefined {
  const { user: of } = isolation;
  return of && (of.group === undefined ? of.name : `${of.name}:${of.group}`);
}

export function umask({ isolation }: Task): string | undefined {
  return isolation.umask?.toString(8).padStart(3, "0");
}

export function network({ isolation }: Task): string | undefined {
  return isolation.network ? undefined : "false";
}

export function readOnly({ isolation }: Task): string | undefined {
  return list(isolation.readOnly);
}

export function writable({ isolation }: Task): string | undefined {
  return list(isolation.writable);
}

export function noNewPrivileges({ isolation }: Task): string | undefined {
  return isolation.noNewPrivileges ? "true" : undefined;
}

export function limits({ isolation }: Task): string | undefined {
  const { limits: of } = isolation;
  const parts: readonly (readonly [string, string | number | undefined])[] = [
    ["memory", of.memoryBytes === undefined ? undefined : exactSize(of.memoryBytes)],
    ["cpu", of.cpuPercent === undefined ? undefined : `${of.cpuPercent}%`],
    ["processes", of.processes],
    ["open_files", of.openFiles],
    ["nice", of.nice],
    ["io", of.io],
    ["file_size", of.fileSizeBytes === undefined ? undefined : exactSize(of.fileSizeBytes)],
    ["max_cpu_time", of.maxCpuTime?.text],
  ];
  return list(parts.flatMap(([name, value]) => (value === undefined ? [] : [`${name} ${value}`])));
}

/** Two different ones never read alike. */
function exactSize(bytes: number): string {
  const rounded = renderSize(bytes);
  const exact = bytes % 1024 ** Math.min(4, Math.floor(Math.log2(Math.max(bytes, 1)) / 10)) === 0;
  return exact ? rounded.replace(".0", "") : `${rounded} (${bytes} B)`;
}
