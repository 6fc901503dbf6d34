"""Whether the host has to restart, and that it does."""

import os


def check(action):
    """Before anything is installed."""
    if action.params["auto_reboot"]:
        action.need_tool("shutdown", "systemd-sysv")


def is_required(action, manager, changed):
    if os.path.exists(action.params["reboot_required_file"]):
        return True
    return any(manager.is_kernel(update.package) for update in changed) or manager.needs_restart()


def see_to_it(action, manager, changed):
    required = is_required(action, manager, changed)
    action.data["reboot_required"] = required
    action.data["reboot_scheduled"] = required and action.params["auto_reboot"]
    if action.data["reboot_scheduled"]:
        minutes = in_minutes(action.params["reboot_delay"])
        action.command(["shutdown", "-r", f"+{minutes}", f"restart after updates by {action.task}"])
        action.change("custom", what="reboot-scheduled")


def in_minutes(text):
    seconds = int(text[:-1]) * {"s": 1, "m": 60, "h": 3600}[text[-1]]
    return max(1, -(-seconds // 60))


def as_text(action):
    if action.data.get("reboot_scheduled"):
        return f"; the host restarts in {in_minutes(action.params['reboot_delay'])} min"
    return "; the host has to be restarted" if action.data.get("reboot_required") else ""
