/**
 * The named steps of a pass, in their order: between any two of them the machine may die, and the books must balance.
 * Whoever wants to see that (test/reconcile/kill.test.ts) is told when each is reached.
 */
export type Step =
  | "revision-recorded"
  | "step-recorded"
  | "before-spawn"
  | "after-spawn"
  | "after-exit"
  | "before-signal"
  | "after-signal"
  | "before-import"
  | "after-import"
  | "import-marked"
  | "before-push"
  | "after-push"
  | "push-marked"
  | "theirs-adopted"
  | "logs-kept"
  | "removal-chosen"
  | "reports-removed"
  | "folders-removed"
  | "points-removed"
  | "logs-removed"
  | "runs-forgotten"
  | "copies-removed";

export type OnStep = (step: Step) => void;
