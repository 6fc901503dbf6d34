import type { Check } from "./check.ts";
import { clock } from "./checks/clock.ts";
import { controlGroups } from "./checks/control-groups.ts";
import { daemon } from "./checks/daemon.ts";
import { host } from "./checks/host.ts";
import { isolation } from "./checks/isolation.ts";
import { remote } from "./checks/remote.ts";
import { reports } from "./checks/reports.ts";
import { repository } from "./checks/repository.ts";
import { required } from "./checks/required.ts";
import { signatures } from "./checks/signatures.ts";
import { stateFolder } from "./checks/state-folder.ts";
import { tools } from "./checks/tools.ts";
import { watches } from "./checks/watches.ts";
import { zones } from "./checks/zones.ts";

/** In the order in which they are told. A new one is a file and a line here. */
export const allChecks: readonly Check[] = [
  tools,
  required,
  repository,
  remote,
  reports,
  signatures,
  isolation,
  controlGroups,
  stateFolder,
  watches,
  clock,
  zones,
  host,
  daemon,
];
