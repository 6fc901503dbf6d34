import type { EventTrigger } from "../model/trigger.ts";
import { hostMatches } from "./gates/hosts.ts";
import type { Listener } from "./state/listeners.ts";
import type { State } from "./state/state.ts";

/** What of the host's life somebody here listens to, at this moment or once a pause or a suspension is over. */
export interface AskedSenses {
  readonly logins: boolean;
  /** Each once. */
  readonly globs: readonly string[];
}

export function askedSenses(state: State): AskedSenses {
  const isHere = ({ task }: Listener<EventTrigger["kind"]>): boolean =>
    task.enabled && hostMatches(task.hosts, state.host);
  return {
    logins: state.listeners.login.some(isHere),
    globs: [...new Set(state.listeners["file-changed"].filter(isHere).map(({ trigger }) => trigger.glob))],
  };
}
