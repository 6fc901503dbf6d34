import type { Problem, ProblemPlace } from "../diagnostics/to-problem.ts";
import { makeRedactor } from "./index.ts";

/**
 * What is wrong with a file, as it goes into journal, log and report: without the well-known tokens that somebody may have
 * put into it. What the secrets are is not known by then: they are read when a task is to run.
 */
export function maskProblem(problem: Problem): Problem {
  const { text } = makeRedactor([]);
  const maskPlace = <T extends ProblemPlace>(place: T): T => ({
    ...place,
    message: text(place.message),
    file: text(place.file),
  });
  const { hint, related } = problem;
  return {
    ...maskPlace(problem),
    ...(hint === undefined ? {} : { hint: text(hint) }),
    related: related.map(maskPlace),
  };
}
