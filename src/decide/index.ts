// takes      events: time passed, a revision came into force, a process ended, somebody asked
// gives      steps: one decision per wanted run that was judged, with its gates; effects for the edges; when to look again
// fails with nothing: whatever is wrong with a file was found before it got here, and trouble of the world is an event
// guarantees every wanted run ends exactly once; a slot is wanted at most once; same state and events, same steps
export { advance } from "./advance.ts";
export { askedFacts } from "./asked-facts.ts";
export { askedSenses } from "./asked-senses.ts";
export { chooseTasks } from "./choose-tasks.ts";
export type { Choice, Chosen } from "./choose-tasks.ts";
export { judgeCondition } from "./condition/judge-condition.ts";
export { listQueries } from "./condition/list-queries.ts";
export { decide } from "./decide.ts";
export { isLastFailure } from "./events/attempt.ts";
export { explain } from "./explain.ts";
export { movedUp } from "./moved-up.ts";
export { explainPriority } from "./priority/rate.ts";
export type { Score, ScoreTerm } from "./priority/score-of.ts";
export { putOff } from "./put-off.ts";
export { shutdownRuns } from "./shutdown-runs.ts";
export { makeState } from "./state/make-state.ts";
export { firstSlotAfter } from "./state/slots.ts";
export { anyMatters } from "./revision/any-matters.ts";
export { judgeRevision } from "./revision/judge-revision.ts";
export { findOvertaken, mostOvertaken } from "./revision/find-overtaken.ts";
export type { Judgement } from "./revision/judge-revision.ts";
export type { State } from "./state/state.ts";
