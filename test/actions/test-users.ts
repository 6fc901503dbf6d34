import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { afterEach } from "vitest";

const users: string[] = [];
let counted = 0;

afterEach(() => {
  for (const user of users.splice(0)) execFileSync("userdel", [user], { stdio: "ignore" });
});

/** A user with the password "the old one", gone after the test. */
export function makeUser(...words: string[]): string {
  counted += 1;
  const user = `runner-t${process.pid}-${counted}`;
  execFileSync("useradd", ["--no-create-home", "--shell", "/bin/sh", ...words, user], { stdio: "ignore" });
  users.push(user);
  execFileSync("chpasswd", { input: `${user}:the old one` });
  return user;
}

/** Its line of /etc/shadow: name, hash, day of the last change and so on. */
export function shadow(user: string): string[] {
  const lines = readFileSync("/etc/shadow", "utf8").split("\n");
  return lines.find((line) => line.startsWith(`${user}:`))!.split(":");
}

export function hasPassword(user: string, password: string): boolean {
  const hash = shadow(user)[1]!;
  // Perl has crypt(3), with whatever this host hashes by.
  const code = 'my ($p, $h) = map { chomp; $_ } <STDIN>; print crypt($p, $h) eq $h ? "yes" : "no"';
  return execFileSync("perl", ["-e", code], { input: `${password}\n${hash}\n`, encoding: "utf8" }) === "yes";
}
