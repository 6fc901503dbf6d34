import { reportsBranch } from "../../../model/reports-branch.ts";
import type { Sha } from "../../../model/ids.ts";
import type { Repository } from "../../../repository/index.ts";
import type { Check, Patient } from "../check.ts";
import { fine, problem, warning } from "../check.ts";
import { impatient } from "../impatient.ts";

/** Whether reports get where they belong: by a push that the remote agrees to and that is not made. */
export const reports: Check = {
  name: "reports",
  of: "repository",
  async look(patient) {
    const { remote, push } = patient.settings.reports;
    const branch = reportsBranch(patient.settings);
    const what = `branch ${branch}`;
    if (!push) return [fine(what, "of this clone: reports are not pushed (push = false)")];
    const repository = impatient(patient);
    const url = await repository.findRemote(remote);
    if (!url.ok) return [problem(what, url.error.what, url.error.hint)];
    if (url.value === undefined) return [fine(what, `of this clone: there is no remote ${remote}`)];
    const theirs = await repository.remoteTip(remote, branch);
    if (!theirs.ok) return [problem(what, theirs.error.what, theirs.error.hint)];
    const commit = await pickCommit(repository, patient, theirs.value);
    if (commit === undefined) {
      const fix = "Start the runner: it fetches the branch, and says if it cannot push.";
      return [warning(what, `${remote} has it, and its commits are not here, so that pushing was not tried`, fix)];
    }
    const tried = await repository.tryPush(remote, branch, commit);
    if (!tried.ok) return [problem(what, tried.error.what, tried.error.hint)];
    const is = theirs.value === undefined ? "is not there yet" : `is at ${theirs.value.slice(0, 12)}`;
    return [fine(what, `${is}, and ${remote} would take a push (its hooks and rules were not asked)`)];
  },
};

/** One that a push would not lose anything by: theirs, else anything for a branch that is yet to be made. */
async function pickCommit(
  repository: Repository,
  { core }: Patient,
  theirs: Sha | undefined,
): Promise<Sha | undefined> {
  return theirs === undefined
    ? (core.inForce?.revision.sha ?? (await repository.resolve("HEAD")))
    : repository.resolve(theirs);
}
