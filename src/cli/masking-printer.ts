import { closeSync, openSync } from "node:fs";
import { findKeptSecrets } from "../execute/inspect-run.ts";
import { readKeptSecrets } from "../execute/launch/secret-store.ts";
import type { RunId } from "../model/ids.ts";
import type { Redactor } from "../redact/index.ts";
import { makeRedactor } from "../redact/index.ts";
import { marginFor } from "../reconcile/redact-excerpt.ts";
import type { LogPrinter } from "./log-printer.ts";

/**
 * Masks a raw log on its way to the printer, with the values that the run was given: whoever may read the one may read the
 * other. To be opened after the log: where there is no file of secrets by then, there are none (see forget in execute).
 */
export function openMaskingPrinter(stateDir: string, run: RunId, printer: LogPrinter): LogPrinter & { close(): void } {
  const file = openIfThere(findKeptSecrets(stateDir, run));
  const values = new Set<string>();
  let flow: ReturnType<Redactor["open"]> | undefined;
  let toDrop = 0;

  /** Another attempt brings its own; it had not printed before they were there. */
  function learn(): void {
    const before = values.size;
    // Read on from where it ended the last time.
    for (const value of file === undefined ? [] : readKeptSecrets(file)) values.add(value);
    if (flow && values.size === before) return;
    if (flow) printer.print(flow.end());
    flow = makeRedactor([...values]).open();
  }

  return {
    print(bytes) {
      learn();
      if (toDrop > 0) flow!.push(bytes.subarray(0, toDrop));
      const shown = flow!.push(bytes.subarray(toDrop));
      toDrop = Math.max(0, toDrop - bytes.length);
      printer.print(shown);
    },
    skip(bytes) {
      learn();
      printer.print(flow!.end());
      flow = undefined;
      // What follows a gap may begin within a secret: so much of it is left out as well.
      const margin = marginFor([...values]);
      toDrop = margin;
      printer.skip(bytes + margin);
    },
    end() {
      if (flow) printer.print(flow.end());
      flow = undefined;
      printer.end();
    },
    close() {
      if (file !== undefined) closeSync(file);
    },
  };
}

function openIfThere(path: string): number | undefined {
  try {
    return openSync(path, "r");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
