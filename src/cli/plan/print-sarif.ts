import type { Problem } from "../../diagnostics/to-problem.ts";
import type { Attention } from "../../plan/index.ts";
import { rules } from "../../plan/index.ts";
import type { Io } from "../io.ts";
import { findProvenance } from "../sarif/find-provenance.ts";
import { renderSarif } from "../sarif/render-sarif.ts";
import type { Head } from "./read-head.ts";

export async function printSarif(
  io: Io,
  { repository, sha }: Head,
  found: { problems: readonly Problem[]; attention: readonly Attention[] },
): Promise<void> {
  const provenance = await findProvenance(repository, sha);
  io.out(renderSarif({ ...found, rules, version: io.version, provenance }));
}
