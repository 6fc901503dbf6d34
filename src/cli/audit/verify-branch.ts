import type { Fault } from "../../model/fault.ts";
import type { Sha } from "../../model/ids.ts";
import type { Result } from "../../model/result.ts";
import { ok } from "../../model/result.ts";
import { keepTip, knownTipsPath, readKnownTips } from "../../reconcile/pushed-memory.ts";
import type { AuditResult, Finding } from "../../report/index.ts";
import { isAudited, makeBranchAudit } from "../../report/index.ts";
import { count } from "../count.ts";
import type { Io } from "../io.ts";
import type { Here } from "../open-here.ts";
import { showProgress } from "../progress.ts";
import type { FoundBranch } from "./find-branch.ts";
import { verifySignatures } from "./verify-signatures.ts";

/** What `audit --verify` found. */
export interface Verification extends AuditResult {
  /** Nothing is wrong. */
  readonly fine: boolean;
  /** What could not be shown, and why that is no fault. */
  readonly remarks: readonly string[];
}

/** Goes through the branch from its root, and holds it against itself and against what this clone remembers of it. */
export async function verifyBranch(
  { repository, stateDir }: Here,
  branch: FoundBranch,
  of: { io: Io; signers: string | undefined },
): Promise<Result<Verification, Fault>> {
  const { io, signers } = of;
  const rewritten = await findRewritten({ repository, stateDir }, branch);
  if (!rewritten.ok) return rewritten;
  const audit = makeBranchAudit();
  let done = 0;
  let all = 0;
  const progress = showProgress(io, () => (all === 0 ? "reading" : `${done} of ${all} commits`));
  const walked = await repository.walkCommits({
    tip: branch.tip,
    wants: isAudited,
    stop: io.stop.signal,
    onCommit: (commit, total) => {
      audit.commit(commit);
      done += 1;
      all = total;
    },
  });
  progress.end();
  if (!walked.ok) return walked;
  const result = audit.end();
  const signed =
    signers === undefined
      ? ok({ findings: [], remarks: [] })
      : await verifySignatures(result, { signers, tip: branch.tip });
  if (!signed.ok) return signed;
  const findings = [...rewritten.value.findings, ...result.findings, ...signed.value.findings];
  const remarks = [...rewritten.value.remarks, ...remarkOn(result), ...signed.value.remarks];
  const fine = findings.length === 0 && !io.stop.signal.aborted;
  if (fine) await remember({ repository, stateDir }, branch, io);
  return ok({ ...result, fine, findings, remarks });
}

function remarkOn({ unknownRevisions, removed }: AuditResult): readonly string[] {
  const remarks: string[] = [];
  if (unknownRevisions > 0)
    remarks.push(
      `${count(unknownRevisions, "run")} of before the branch records every revision that comes into force (as versions before 0.2 did not): that theirs was cannot be shown`,
    );
  if (removed > 0)
    remarks.push(
      `${count(removed, "report")} ${removed === 1 ? "has" : "have"} been removed since, as retention commits say`,
    );
  return remarks;
}

type Where = Pick<Here, "repository" | "stateDir">;

/** What was pushed from here, or verified here, and is not there any more. */
async function findRewritten(
  { repository, stateDir }: Where,
  branch: FoundBranch,
): Promise<Result<{ findings: readonly Finding[]; remarks: readonly string[] }, Fault>> {
  const findings: Finding[] = [];
  const pushed = readKnownTips(knownTipsPath(stateDir, "pushed", branch.name));
  const verified = readKnownTips(knownTipsPath(stateDir, "verified", branch.name));
  const remarks: string[] = [];
  if (!pushed && !verified)
    remarks.push(
      "nothing is remembered here of this branch: that it was made anew as a whole would be noticed only by a host that has pushed to it, or in a clone that has verified it",
    );
  if (branch.parted)
    remarks.push(
      "our own branch has commits that the remote's has not, and the other way round: the remote's was verified",
    );
  const expected: { tip: Sha; how: string; at: Sha }[] = [];
  for (const [known, how] of [
    [pushed, "pushed"],
    [verified, "verified"],
  ] as const) {
    if (!known) continue;
    for (const tip of [known.tip, ...known.lost]) expected.push({ tip, how, at: branch.tip });
  }
  // A remote that has been set back is behind our own branch, which is then the fuller one.
  if (pushed && branch.theirs) expected.push({ tip: pushed.tip, how: "pushed", at: branch.theirs });
  const missing = new Set<Sha>();
  for (const { tip, how, at } of expected) {
    const contained = await repository.isAncestor(tip, at);
    if (!contained.ok) return contained;
    if (contained.value || missing.has(tip)) continue;
    missing.add(tip);
    const base = await repository.mergeBase(tip, at);
    const after = base === undefined ? "they have nothing in common" : `they part after ${base}`;
    findings.push({
      kind: "rewritten",
      commit: tip,
      detail: `it was ${how} from here, and ${branch.name}, now at ${at}, does not contain it: ${after}`,
    });
  }
  return ok({ findings, remarks });
}

/** So that the next time it is held against what was fine now. Who may not write here can look all the same. */
async function remember({ repository, stateDir }: Where, { name, tip }: FoundBranch, io: Io): Promise<void> {
  const path = knownTipsPath(stateDir, "verified", name);
  const contains = (older: Sha, newer: Sha) => repository.isAncestor(older, newer);
  await keepTip({ path, branch: name, tip, at: io.now(), contains }).catch(() => undefined);
}
