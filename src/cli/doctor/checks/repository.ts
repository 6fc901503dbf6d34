import { renderInstant } from "../../../model/instant.ts";
import { findRevisionTrouble } from "../../revision-trouble.ts";
import type { Check, Finding } from "../check.ts";
import { fine, problem, warning } from "../check.ts";

export const repository: Check = {
  name: "repository",
  of: "repository",
  look({ here, core }) {
    const { workTree, bare } = here.repository;
    const findings: Finding[] = [fine("git repository", `${workTree}${bare ? ", bare" : ""}`)];
    const trouble = findRevisionTrouble(core);
    if (core.inForce && core.state.catalog) {
      const { revision, since } = core.inForce;
      findings.push(fine("revision in force", `${revision.sha.slice(0, 12)} since ${renderInstant(since)}`));
    } else if (core.inForce)
      findings.push(
        problem("revision in force", "its files do not hold for this version", "`runner status` says why."),
      );
    else findings.push(warning("revision in force", "none yet", "`runner start` brings the newest commit into force."));
    if (trouble) {
      const found = `${trouble.revision.sha.slice(0, 12)} was ${trouble.state}: ${trouble.detail}`;
      findings.push(problem("newest revision", found, "`runner status` shows what is wrong with it, and what to do."));
    }
    return findings;
  },
};
