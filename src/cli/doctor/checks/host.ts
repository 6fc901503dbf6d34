import { checkWriters } from "../../../reconcile/check-writers.ts";
import type { Check, Finding } from "../check.ts";
import { fine, problem, warning } from "../check.ts";

/** What this host is called, by which file, and whether its runner may trust the repository. */
export const host: Check = {
  name: "host",
  of: "host",
  look({ host: input, repository, settings }) {
    const { name, labels, trustWriters } = settings.host;
    const from = input.file?.path ?? "no host.toml: the host's own name";
    const findings: Finding[] = [
      fine("settings", `${name}${labels.length > 0 ? ` [${labels.join(", ")}]` : ""} (${from})`),
    ];
    if (!repository) return findings;
    const trusted = checkWriters({ repository, host: input });
    if (!trusted.ok) findings.push(problem("writers", trusted.error.what, trusted.error.hint));
    else if (process.geteuid!() === 0 && trustWriters)
      findings.push(
        warning(
          "writers",
          "root runs what others can write (trust_writers = true)",
          "Give the repository to root alone.",
        ),
      );
    else
      findings.push(
        fine("writers", process.geteuid!() === 0 ? "root alone can write to it" : "the runner is not root"),
      );
    return findings;
  },
};
