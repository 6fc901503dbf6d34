import type { HostInput } from "../definition/index.ts";
import type { Instant } from "../model/instant.ts";
import type { Repository } from "../repository/index.ts";

/** What a definition is read by. */
export interface CatalogEdges {
  readonly repository: Repository;
  readonly host: HostInput;
  readonly now: () => Instant;
}
