"""Who may become root without being asked for a password, as far as sudoers says it in its own lines (aliases are not resolved)."""

import os
import re

# Each of them starts a shell or writes to any file when it is asked to.
AS_GOOD_AS_ALL = ("sh", "bash", "dash", "zsh", "su", "env", "python", "perl", "ruby", "node", "vi", "vim", "nano", "less", "more", "man")
AS_GOOD_AS_ALL += ("find", "awk", "tar", "rsync", "cp", "mv", "tee", "dd", "docker", "ed", "sed", "chmod", "chown", "mount", "ssh", "git")
MOST_FILES = 100


def check(scan):
    for where, line, text in read_rules(scan):
        if text.startswith("Defaults"):
            check_defaults(scan, where, line, text)
        elif "=" in text and not re.match(r"(User|Runas|Host|Cmnd|Cmd)_Alias\b", text):
            check_grant(scan, where, line, text)


def check_defaults(scan, where, line, text):
    options = re.split(r"[\s,]+", text)
    if "!authenticate" in options:
        scan.found("sudo-no-password", "high", "sudo never asks for a password", where, "remove `!authenticate`", line)
    if "!env_reset" in options:
        title = "programs started by sudo get all variables of who called it"
        scan.found("sudo-keeps-environment", "medium", title, where, "remove `!env_reset`", line)


def check_grant(scan, where, line, text):
    who, _, what = text.partition("=")
    if not who.strip():
        return
    whom = who.split()[0]
    if whom == "ALL" and re.search(r"(^|[\s,:)])ALL$", what):
        scan.found("sudo-for-everybody", "critical", "every user may do everything by sudo", where, "name users or a group", line)
        return
    tag = re.search(r"\bNOPASSWD\s*:", what)
    if not tag:
        return
    granted = re.split(r"\bPASSWD\s*:", what[tag.end() :])[0]
    # Other tags say how a command runs, and not whether.
    commands = [re.sub(r"^([A-Z_]+\s*:\s*)+", "", command.strip()) for command in granted.split(",")]
    strong = [command for command in commands if command == "ALL" or program_of(command) in AS_GOOD_AS_ALL]
    if strong:
        which = "everything" if "ALL" in strong else f"everything, by way of {strong[0]}"
        title = f"{whom} may do {which} without a password"
        scan.found("sudo-no-password", "high", title, where, "remove NOPASSWD, or name the commands that are needed", line)
    elif any("*" in command for command in commands):
        title = f"{whom} may do more without a password than it seems: `*` stands for any arguments, blanks among them"
        scan.found("sudo-wildcard", "medium", title, where, "name the arguments", line)


def program_of(command):
    # With arguments that are fixed it can do only that.
    words = command.split()
    # python3.11 is python, too.
    return re.sub(r"[0-9.]+$", "", words[0].rsplit("/", 1)[-1]) if len(words) == 1 else None


def read_rules(scan):
    """Yields (file, line, text) of sudoers and what it includes, comments removed and continued lines joined."""
    waiting = ["/etc/sudoers"]
    done = set()
    while waiting and len(done) < MOST_FILES:
        inside = waiting.pop(0)
        if inside in done:
            continue
        done.add(inside)
        for number, text in join_lines(scan.read_lines(inside)):
            include = re.match(r"[@#](include|includedir)\s+\"?([^\"]+)\"?$", text)
            # One that does not begin with `/` is beside the file that names it.
            place = os.path.normpath(os.path.join(os.path.dirname(inside), include.group(2))) if include else ""
            if include and include.group(1) == "include":
                waiting.append(place)
            elif include:
                folder = place
                # As sudo does: backups and what a package manager has left count for nothing.
                names = [name for name in scan.list_names(folder) if "." not in name and not name.endswith("~")]
                waiting += [f"{folder}/{name}" for name in names]
            else:
                text = re.sub(r"(^|\s)#(?!\d).*", "", text).strip()
                if text:
                    yield inside, number, text


def join_lines(lines):
    begun, begins_at = "", 0
    for number, line in enumerate(lines, 1):
        begins_at = begins_at if begun else number
        if line.endswith("\\"):
            begun += line[:-1] + " "
            continue
        yield begins_at, (begun + line).strip()
        begun = ""
