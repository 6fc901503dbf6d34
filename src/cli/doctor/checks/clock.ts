import { runQuietly } from "../../../facts/run-quietly.ts";
import { renderInstant } from "../../../model/instant.ts";
import type { Check } from "../check.ts";
import { fine, warning } from "../check.ts";

const patienceMs = 5000;
const fix = "Let something set the clock: systemd-timesyncd, chrony or ntpd. A jump ahead makes slots late or missed.";

/** timedatectl(1) knows what adjtimex(2) says, whoever sets the clock. */
export const clock: Check = {
  name: "clock",
  of: "host",
  async look({ io }) {
    const now = renderInstant(io.now());
    let said = "";
    try {
      const argv = ["timedatectl", "show", "--property=NTPSynchronized", "--value"];
      await runQuietly(argv, AbortSignal.timeout(patienceMs), (text) => (said += text));
    } catch {
      said = "";
    }
    if (said.trim() === "yes") return [fine("clock", `${now}, synchronised`)];
    if (said.trim() === "no") return [warning("clock", `${now}, not synchronised`, fix)];
    return [warning("clock", `${now}; whether it is synchronised is not known: timedatectl does not say`, fix)];
  },
};
