import type { Event } from "../../model/event.ts";
import { makeRunId } from "../../model/make-run-id.ts";
import type { State } from "../state/state.ts";
import { wantRun } from "../want-run.ts";

/** Somebody asks for a run. Requests are no slots and satisfy none. */
export function request(state: State, event: Event & { kind: "requested" }): void {
  const { task, nonce, by, reason, force, withNeeds, category, confidence, rollback, params, dryRun } = event.request;
  wantRun(state, {
    id: makeRunId({ host: state.host.name, task, at: event.now, origin: nonce }),
    task,
    slot: undefined,
    trigger: {
      kind: "request",
      id: nonce,
      by,
      reason,
      ...(category !== undefined && { category }),
      ...(confidence !== undefined && { confidence }),
      ...(rollback !== undefined && { rollback }),
      ...(dryRun && { dryRun }),
      ...(event.shown !== undefined && { params: event.shown }),
    },
    params,
    notBefore: undefined,
    force,
    withNeeds,
    wantedAt: event.now,
  });
}
