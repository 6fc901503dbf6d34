import type { Check } from "../check.ts";
import { fine, problem } from "../check.ts";
import { impatient } from "../impatient.ts";

/** Where revisions come from. */
export const remote: Check = {
  name: "remote",
  of: "repository",
  async look(patient) {
    const { remote: name, branch } = patient.settings.git;
    const repository = impatient(patient);
    const url = await repository.findRemote(name);
    if (!url.ok) return [problem(`remote ${name}`, url.error.what, url.error.hint)];
    if (url.value === undefined) {
      const local = await repository.localTip(branch);
      if (!local.ok) return [problem(`branch ${branch}`, local.error.what, local.error.hint)];
      return [fine(`branch ${branch}`, `${local.value.slice(0, 12)}, of this clone: there is no remote ${name}`)];
    }
    const tip = await repository.remoteTip(name, branch);
    if (!tip.ok) return [problem(`remote ${name}`, tip.error.what, tip.error.hint)];
    if (tip.value === undefined) {
      const fix = `Push ${branch} to ${name}, or set branch of [git] in runner.toml.`;
      return [problem(`branch ${branch}`, `${name} (${url.value}) has no such branch`, fix)];
    }
    return [fine(`remote ${name}`, `${url.value}, ${branch} is at ${tip.value.slice(0, 12)}`)];
  },
};
