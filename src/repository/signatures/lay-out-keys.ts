import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Fault } from "../../model/fault.ts";
import type { Result } from "../../model/result.ts";
import { failure } from "../../model/result.ts";
import { explainDisk } from "../revision/explain-disk.ts";
import type { SignerFiles } from "./read-signers.ts";
import { runTool } from "./run-tool.ts";

/** The keys on disk, and how git is told to verify with them and with nothing else. */
export interface Keys {
  readonly dir: string;
  readonly allowedSigners: string;
  readonly config: readonly string[];
  /** The same, as if no key had been revoked. */
  readonly configWithoutRevoked: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Every key of the keyring is a listed one: no web of trust. Nothing is fetched, no agent is started. */
const gpgConf = "batch\nno-tty\nno-autostart\nno-auto-key-retrieve\nno-auto-key-import\ntrust-model always\n";

/**
 * Writes the lists to a folder of their own, which only this user may enter, for as long as `use` takes. Whatever the
 * user's or the repository's git is configured to run or to trust counts for nothing.
 */
export async function layOutKeys<T>(
  files: SignerFiles & { kind: "read" },
  use: (keys: Keys) => Promise<Result<T, Fault>>,
): Promise<Result<T, Fault>> {
  let dir: string | undefined;
  try {
    dir = await mkdtemp(join(tmpdir(), "runner-keys-"));
    const [allowedSigners, revoked, none, gnupg] = ["allowed", "revoked", "none", "gnupg"].map((name) =>
      join(dir!, name),
    ) as [string, string, string, string];
    await writeFile(allowedSigners, files.ssh.map((bytes) => `${bytes.toString("latin1")}\n`).join(""), "latin1");
    await writeFile(revoked, files.revoked);
    await writeFile(none, "");
    await mkdir(gnupg, { mode: 0o700 });
    await writeFile(join(gnupg, "gpg.conf"), gpgConf);
    const env = { GNUPGHOME: gnupg };
    for (const [index, keyring] of files.gpg.entries()) {
      const path = join(dir, `keyring-${index}`);
      await writeFile(path, keyring);
      const imported = await runTool("gpg", ["--quiet", "--import", path], env);
      if (!imported.ok) return imported;
    }
    // Where nobody signs with gpg it need not be installed.
    const gpg = files.gpg.length === 0 ? "false" : "gpg";
    const config = [
      ...["gpg.ssh.program=ssh-keygen", `gpg.program=${gpg}`, `gpg.openpgp.program=${gpg}`, "gpg.x509.program=false"],
      ...["gpg.minTrustLevel=undefined", `gpg.ssh.allowedSignersFile=${allowedSigners}`],
    ];
    return await use({
      dir,
      allowedSigners,
      env,
      config: [...config, `gpg.ssh.revocationFile=${revoked}`],
      configWithoutRevoked: [...config, `gpg.ssh.revocationFile=${none}`],
    });
  } catch (error) {
    return failure(explainDisk("laying out the keys of those who may sign", error));
  } finally {
    if (dir !== undefined) await rm(dir, { recursive: true, force: true });
  }
}
