import type { Settings } from "./settings.ts";

/** The branch that the reports of this host go to: `{host}` in its name stands for the host's. */
export function reportsBranch({ reports, host }: Pick<Settings, "reports" | "host">): string {
  return reports.branch.replaceAll("{host}", host.name);
}
