import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Somebody who signs: settings for git that make it sign as she does. */
export interface Signer {
  readonly config: readonly string[];
  /** The line of an allowed_signers file, or the armoured public key. */
  readonly listed: string;
  /** The public key file's content. */
  readonly publicKey: string;
}

/** A new ssh key. `options` of the line in allowed_signers: `valid-before="20200101"`. */
export function sshSigner(dir: string, name: string, options = ""): Signer {
  const path = join(dir, name);
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", name, "-f", path]);
  const publicKey = readFileSync(`${path}.pub`, "utf8");
  const [type, key] = publicKey.split(" ");
  return {
    config: ["gpg.format=ssh", "gpg.ssh.program=ssh-keygen", `user.signingKey=${path}`, "commit.gpgSign=true"],
    listed: `${[`${name}@example.org`, options, type, key].filter((word) => word !== "").join(" ")}\n`,
    publicKey,
  };
}

/** A gpg with keys of its own, away from the user's. Its agent is to be ended. */
export class Gpg {
  readonly home: string;

  constructor(dir: string) {
    this.home = join(dir, "g");
    mkdirSync(this.home, { mode: 0o700 });
  }

  /** A new key, made and used at `at` (as `20250101T000000`); else now. `expires` as gpg has it. */
  signer(name: string, { at, expires = "never" }: { at?: string; expires?: string } = {}): Signer {
    const clock = at === undefined ? [] : ["--faked-system-time", at];
    this.run(
      ...clock,
      "--passphrase",
      "",
      "--quick-gen-key",
      `${name} <${name}@example.org>`,
      "ed25519",
      "sign",
      expires,
    );
    const program = join(this.home, `gpg-of-${name}`);
    writeFileSync(program, `#!/bin/sh\nGNUPGHOME='${this.home}' exec gpg ${clock.join(" ")} "$@"\n`);
    chmodSync(program, 0o755);
    const publicKey = this.publicKey(name);
    return {
      config: [
        ...["gpg.format=openpgp", `gpg.program=${program}`, `gpg.openpgp.program=${program}`],
        ...[`user.signingKey=${name}@example.org`, "commit.gpgSign=true"],
      ],
      listed: publicKey,
      publicKey,
    };
  }

  /** The key as it is listed once it is revoked. Whoever has stolen it can still sign. */
  revoked(name: string): string {
    const [, fingerprint = ""] = /^fpr:+([0-9A-F]+):/m.exec(this.run("--with-colons", "--list-keys", name)) ?? [];
    const path = join(this.home, "openpgp-revocs.d", `${fingerprint}.rev`);
    // A colon before the armour keeps one from being imported by mistake.
    writeFileSync(path, readFileSync(path, "utf8").replace(/^:-----/m, "-----"));
    const other = new Gpg(mkdtempSync(join(this.home, "r")));
    writeFileSync(join(other.home, "key"), this.publicKey(name));
    other.run("--import", join(other.home, "key"), path);
    return other.publicKey(name);
  }

  publicKey(name: string): string {
    return this.run("--armor", "--export", `${name}@example.org`);
  }

  end(): void {
    execFileSync("gpgconf", ["--homedir", this.home, "--kill", "all"]);
  }

  private run(...args: string[]): string {
    return execFileSync("gpg", ["--homedir", this.home, "--batch", "--quiet", "--pinentry-mode", "loopback", ...args], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
  }
}
