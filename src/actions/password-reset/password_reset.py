"""Gives a user a one-time password, which this process, chpasswd and whoever it is for know, and nobody else."""

import os
import secrets
import signal

from accounts import check_account, read_shadow, restore, set_password
from delivery import choose_delivery
from only_one import only_one
from runner_action import Action, Refused

# Without those that look alike.
LETTERS = "abcdefghijkmnpqrstuvwxyz"
CAPITALS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
DIGITS = "23456789"


def main(action):
    user = action.params["user"]
    action.data.update(user=user, reset_type=action.params["reset_type"], force_change=action.params["force_change"])
    if os.geteuid() != 0:
        raise Refused("only root can set a password: let the task run as root (user = \"root\")")
    action.need_tool("chpasswd", "passwd (Fedora: shadow-utils)")
    action.need_tool("chage", "passwd (Fedora: shadow-utils)")
    check_account(user, action.params["reset_type"])
    delivery = choose_delivery(action)
    action.would(f"give {user} a one-time password, delivered by {delivery.kind}")
    if action.dry_run:
        action.summary = f"{user} would get a one-time password"
        return
    # One of all tasks at a time: of two passwords the one delivered last has to be the one that is set.
    lock = os.path.join(os.path.dirname(action.state_dir()), "password-reset.lock")
    with only_one(lock, "another password is being reset on this host: let that one end, and try again"):
        reset(action, user, delivery)
    action.data["delivered_by"] = delivery.kind
    action.change("custom", what="password-reset", user=user)
    to_change = ", to be changed at the next login" if action.params["force_change"] else ""
    action.summary = f"{user} has a one-time password{to_change}; it was delivered by {delivery.kind}"


def reset(action, user, delivery):
    """A password that nobody was told is worse than the old one: whatever goes wrong, that is back."""
    before = read_shadow(user)
    password = make_password()
    try:
        # What can fail before the password is set does so here: a full disk, a folder that is gone.
        delivery.prepare(password)
        try:
            set_password(user, password, action.params["force_change"])
            delivery.deliver(password)
        except BaseException:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            restore(user, before)
            action.data["restored"] = True
            raise
    finally:
        delivery.clean_up()


def make_password():
    """Four groups of five: more than a hundred bits, of each kind of character at least one."""
    letters = [secrets.choice(kind) for kind in (LETTERS, CAPITALS, DIGITS)]
    letters += [secrets.choice(LETTERS + CAPITALS + DIGITS) for _ in range(17)]
    secrets.SystemRandom().shuffle(letters)
    return "-".join("".join(letters[start : start + 5]) for start in range(0, 20, 5))


Action.run(main)
