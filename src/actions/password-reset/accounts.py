"""Accounts of this host: who may be given a password, and how it is set."""

import grp
import os
import pwd
import subprocess
import time

from runner_action import Refused

NOBODY = 65534
# Whoever is in one of these can become root.
POWERFUL = {"root", "sudo", "wheel", "admin", "adm", "disk", "shadow", "docker", "lxd", "libvirt"}


def check_account(user, reset_type):
    try:
        account = pwd.getpwnam(user)
    except KeyError:
        raise Refused(f"there is no user {user} on this host: correct the name") from None
    if account.pw_uid == 0:
        raise Refused(f"{user} is root, whose password is nothing for a file or a message: use passwd(1)")
    shadow = read_shadow(user)
    if reset_type == "self_service":
        why = why_not_by_themselves(account, shadow)
        if why:
            raise Refused(f'{user} {why}: an administrator has to decide that, by reset_type = "admin"')


def why_not_by_themselves(account, shadow):
    if not least_uid() <= account.pw_uid != NOBODY:
        return "is an account of the system"
    if os.path.basename(account.pw_shell) in ("nologin", "false"):
        return "has no login shell"
    if shadow["hash"][:1] in ("!", "*", ""):
        return "is locked, or has no password"
    if shadow["expires"] and int(shadow["expires"]) <= time.time() // 86400:
        return "has expired"
    powers = POWERFUL & groups_of(account)
    if powers:
        return f"is in the group {sorted(powers)[0]}"
    return None


def groups_of(account):
    names = {group.gr_name for group in grp.getgrall() if account.pw_name in group.gr_mem}
    return names | {group.gr_name for group in grp.getgrall() if group.gr_gid == account.pw_gid}


def least_uid():
    """Of people, as login.defs(5) has it."""
    try:
        with open("/etc/login.defs", encoding="utf-8") as file:
            for words in map(str.split, file):
                if words[:1] == ["UID_MIN"]:
                    return int(words[1])
    except (FileNotFoundError, IndexError, ValueError):
        pass
    return 1000


def read_shadow(user):
    with open("/etc/shadow", encoding="utf-8") as file:
        for line in file:
            fields = line.rstrip("\n").split(":")
            if fields[0] == user:
                return {"hash": fields[1], "changed": fields[2], "expires": fields[7]}
    raise Refused(f"{user} is not in /etc/shadow: reset the password where that account is kept, as in LDAP")


def set_password(user, password, force_change):
    feed(["chpasswd"], f"{user}:{password}\n", password)
    if force_change:
        feed(["chage", "-d", "0", user], "", password)


def restore(user, before):
    feed(["chpasswd", "-e"], f"{user}:{before['hash']}\n", before["hash"])
    feed(["chage", "-d", before["changed"] or "-1", user], "", before["hash"])


def feed(words, text, secret):
    """Standard input is seen by nobody, arguments by everybody."""
    done = subprocess.run(words, input=text, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, text=True)
    if done.returncode != 0:
        said = done.stdout.strip()[-300:]
        if secret:
            said = said.replace(secret, "***")
        raise Refused(f"{words[0]} failed with exit code {done.returncode}: {said}")
