import type { Verb } from "./verb.ts";

/** Every verb, in the order of `runner --help`. Only the one that is called is loaded: start-up is paid for once. */
export const verbs: Readonly<Record<string, () => Promise<{ verb: Verb }>>> = {
  init: () => import("./verbs/init.ts"),
  new: () => import("./verbs/new.ts"),
  validate: () => import("./verbs/validate.ts"),
  plan: () => import("./verbs/plan.ts"),
  simulate: () => import("./verbs/simulate.ts"),
  reconcile: () => import("./verbs/reconcile.ts"),
  start: () => import("./verbs/start.ts"),
  stop: () => import("./verbs/stop.ts"),
  run: () => import("./verbs/run.ts"),
  event: () => import("./verbs/event.ts"),
  cancel: () => import("./verbs/cancel.ts"),
  pause: () => import("./verbs/pause.ts"),
  resume: () => import("./verbs/resume.ts"),
  list: () => import("./verbs/list.ts"),
  status: () => import("./verbs/status.ts"),
  next: () => import("./verbs/next.ts"),
  explain: () => import("./verbs/explain.ts"),
  facts: () => import("./verbs/facts.ts"),
  history: () => import("./verbs/history.ts"),
  logs: () => import("./verbs/logs.ts"),
  priority: () => import("./verbs/priority.ts"),
  graph: () => import("./verbs/graph.ts"),
  config: () => import("./verbs/config.ts"),
  completion: () => import("./verbs/completion.ts"),
};
