import type { SignatureVerdict } from "./signature.ts";

/** How a commit stands to what this host has had in force. */
export interface Origin {
  /** It contains the revision in force. */
  readonly follows: boolean;
  /**
   * It does not contain what it should, as far as can be seen. `remembered`: the file that says so, where the clone
   * itself does not know. `shallow`: the clone may end too early to tell.
   */
  readonly rewound: { readonly remembered: string | undefined; readonly shallow: boolean } | undefined;
  /** What the one before says about that; undefined: the new one may say it itself. */
  readonly allowRewind: boolean | undefined;
  /** By those who might sign until now; undefined: nobody had to. */
  readonly signature: SignatureVerdict | undefined;
}
