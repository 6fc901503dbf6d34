/**
 * The world did not do as asked: git, the disk, the network. `transient`: trying again later may help. `stalled`: it
 * will not, until somebody does what `hint` says.
 */
export type Fault =
  | { readonly kind: "transient"; readonly what: string; readonly hint: string; readonly retryAfterMs: number }
  | { readonly kind: "stalled"; readonly what: string; readonly hint: string };
