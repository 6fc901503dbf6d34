import type { ForgeKind } from "../model/forge.ts";

/** A repository on a forge. */
export interface ForgePlace {
  readonly kind: ForgeKind;
  /** Of the REST interface. */
  readonly url: string;
  /** `owner/name`; on GitLab the whole path of the project, or its number. */
  readonly repository: string;
}
