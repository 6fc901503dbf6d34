import { existsSync } from "node:fs";
import type { Reader } from "../reader.ts";
import { readDaemon } from "../services/read-daemon.ts";
import { readUnit } from "../services/read-unit.ts";

/** sd_booted(3) says by which folder one knows that systemd runs the host. */
export const readService: Reader<"service"> = async ({ name }, reading) =>
  existsSync("/run/systemd/system") ? readUnit(name, reading.signal) : readDaemon(name, reading);
