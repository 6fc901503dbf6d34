import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { closeSync, fstatSync, mkdirSync, openSync, statSync } from "node:fs";
import { resolve } from "node:path";
import type { Result } from "../../model/result.ts";
import { failure, ok } from "../../model/result.ts";
import type { LaunchOrder } from "../index.ts";
import { readBootId } from "../processes/read-process.ts";
import { lendFile } from "../isolation/lend-folder.ts";
import type { PreparedFence } from "../isolation/prepare-fence.ts";
import { actionsPath, placeAction } from "./place-action.ts";
import { prepareCommand } from "./prepare-command.ts";
import type { RunFolder } from "./run-folder.ts";
import { markOf } from "./run-folder.ts";
import { keepSecrets, writeSecretFiles } from "./secret-store.ts";
import { outputPath } from "./output-file.ts";
import { needsAFile, needsPath, ownPlaces } from "./own-places.ts";
import { placeShim } from "./shim.ts";
import { writeOwnFile } from "./write-own-file.ts";

export interface SpawnPlace {
  readonly stateDir: string;
  readonly folder: RunFolder;
  /** Undefined: nothing keeps the run from anything. */
  readonly fence?: PreparedFence | undefined;
}

export interface SpawnedShim {
  /** Without a pid if it could not be spawned; its `error` event then says why. */
  readonly child: ChildProcess;
  /** Bytes in the log before. */
  readonly logged: number;
}

/**
 * Checks what can be checked, lays out the run's folder and spawns the shim: a session of its own, output by file
 * descriptor, nothing that ties it to this process. Throws what the file system says.
 */
export function spawnShim(order: LaunchOrder, place: SpawnPlace): Result<SpawnedShim, string> {
  const { folder, fence } = place;
  const { tmp, script, checkScript } = fence ?? folder;
  const workdir = resolve(order.workspace, order.workdir);
  if (!statSync(workdir, { throwIfNoEntry: false })?.isDirectory())
    return failure(`The work folder ${workdir} is not there. Check workdir, or make the folder first.`);
  mkdirSync(tmp, { recursive: true, mode: 0o700 });
  if (order.action !== undefined) placeAction(order.action, tmp, fence?.lentTo);
  const path = order.environment.get("PATH") ?? "";
  const where = { shell: order.shell, workspace: order.workspace, workdir, path, actions: actionsPath(tmp) };
  const check = order.check && prepareCommand(order.check, { ...where, script: checkScript });
  if (check && !check.ok) return failure(`check: ${check.error}`);
  const command = prepareCommand(order.command, { ...where, script });
  if (!command.ok) return command;
  const { secrets, needs } = order;
  writeOwnFile(outputPath(tmp), "", fence?.lentTo);
  if (needs !== undefined && needsAFile(needs)) writeOwnFile(needsPath(tmp), needs, fence?.lentTo);
  // Before the log: whoever finds a log without this file beside it may take it that there are none.
  if (secrets) keepSecrets(folder, secrets.values);
  if (secrets) writeSecretFiles(tmp, secrets, fence?.lentTo);
  if (fence?.lentTo) for (const file of [script, checkScript]) lendFile(file, fence.lentTo);
  const log = openSync(folder.log, "a", 0o600);
  const exit = openSync(folder.exit, "a", 0o600);
  try {
    const logged = fstatSync(log).size;
    const before = fence?.words ?? [];
    const checkWords = check ? [...before, ...check.value] : [];
    const settings = [folder.claim, readBootId(), String(logged), String(markOf(folder) / 1024n)];
    const checkRefs = checkWords.map((_, index) => `"\${${index + 1}}"`).join(" ");
    const words = [...settings, checkRefs, String(checkWords.length), ...checkWords, ...before, ...command.value];
    const child = spawn("/bin/sh", [placeShim(place.stateDir), ...words], {
      cwd: workdir,
      env: Object.fromEntries(fence?.environment ?? [...order.environment, ...ownPlaces(order, tmp)]),
      stdio: ["ignore", log, exit],
      detached: true,
    });
    return ok({ child, logged });
  } finally {
    closeSync(log);
    closeSync(exit);
  }
}
