/** What became of undoing a run that had failed. `changed`: files made, put back and removed. */
export interface Undone {
  readonly state: "done" | "failed";
  readonly by: "restore";
  readonly changed: number;
  readonly detail: string;
}
