import { expect, test } from "vitest";
import { namesOf } from "../../src/facts/processes/names-of.ts";

test.each([
  { name: "a program", comm: "nginx", argv: ["/usr/sbin/nginx", "-g", "daemon on;"], names: ["nginx"] },
  { name: "a kernel thread", comm: "nfsd", argv: [], names: ["nfsd"] },
  {
    name: "a long name",
    comm: "systemd-journal",
    argv: ["/lib/systemd/systemd-journald"],
    names: ["systemd-journal", "systemd-journald"],
  },
  { name: "a login shell", comm: "bash", argv: ["-bash"], names: ["bash", "-bash"] },
  { name: "Node", comm: "MainThread", argv: ["node", "/srv/app.js"], names: ["MainThread", "node", "app.js"] },
  { name: "a script of its own", comm: "backup.sh", argv: ["/bin/bash", "./backup.sh"], names: ["backup.sh", "bash"] },
  {
    name: "a long script of its own",
    comm: "unattended-upgr",
    argv: ["/usr/bin/python3", "/usr/bin/unattended-upgrade", "-d"],
    names: ["unattended-upgr", "python3", "unattended-upgrade"],
  },
  {
    name: "a long script whose interpreter has an option",
    comm: "a-very-long-scr",
    argv: ["/usr/bin/awk", "-f", "./a-very-long-script"],
    names: ["a-very-long-scr", "awk", "a-very-long-script"],
  },
  {
    name: "a script by way of env",
    comm: "python3",
    argv: ["python3", "/usr/local/bin/yt-dlp", "https://example.org"],
    names: ["python3", "yt-dlp"],
  },
  { name: "text for a shell", comm: "sh", argv: ["sh", "-c", "nginx"], names: ["sh"] },
  { name: "a module", comm: "python3.12", argv: ["python3.12", "-m", "http.server"], names: ["python3.12"] },
  { name: "a file that is edited", comm: "vim", argv: ["vim", "/root/backup.sh"], names: ["vim"] },
  { name: "an argument that begins alike", comm: "apt", argv: ["apt", "install", "apt-utils"], names: ["apt"] },
  { name: "an interpreter alone", comm: "sh", argv: ["/bin/sh"], names: ["sh"] },
  {
    name: "a name that it gave itself",
    comm: "postgres",
    argv: ["postgres: writer "],
    names: ["postgres", "postgres: writer "],
  },
])("$name", ({ comm, argv, names }) => {
  expect([...new Set(namesOf(comm, argv))]).toEqual(names);
});
