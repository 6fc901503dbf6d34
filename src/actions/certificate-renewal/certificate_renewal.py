"""Renews certificates that expire soon. New ones are made and validated in a private folder; certificate and key change at once."""

import contextlib
import os

from certificate import common_name, read_certificate, read_public_key, san
from only_one import only_one
from issuing import issue, validate
from pair_swap import PairSwap
from replacing import keep_copies, reload_service, replace_all
from runner_action import Action, Refused


class Pair:
    """A certificate and its key: as they are now, and what becomes of them."""

    def __init__(self, action, wanted):
        self.certificate = action.path(wanted["certificate"])
        self.key = action.path(wanted["key"])
        self.subject = wanted.get("subject", action.params.get("subject"))
        names = wanted.get("sans", action.params.get("sans"))
        self.sans = None if names is None else [san(name) for name in names]
        self.swap = None
        self.found = None
        self.issued = None
        self.about = {"path": self.certificate, "renewed": False}

    def paths(self):
        return [self.certificate, self.key]


def main(action):
    check_parameters(action)
    pairs = [Pair(action, wanted) for wanted in action.params["certificates"]]
    check_paths(pairs)
    action.data["certificates"] = [pair.about for pair in pairs]
    with contextlib.ExitStack() as locks:
        for folder in sorted({os.path.dirname(pair.swap.paths[0]) for pair in pairs}):
            locks.enter_context(only_one(folder, f"another run is at work in {folder}: wait until it is done"))
        interrupted = finish_interrupted(action, pairs)
        due = [pair for pair in pairs if is_due(action, pair)]
        issued = [pair for pair in due if is_issued(action, pair)]
        if not action.dry_run and (issued or interrupted):
            renew(action, issued)
    report(action, pairs, due)


def check_parameters(action):
    action.need_tool("openssl")
    params = action.params
    if "command" in params and "ca" in params:
        raise Refused("`command` and `ca` both sign: give one of them")
    if params["validity_days"] <= params["threshold_days"] and "command" not in params:
        raise Refused("a new certificate would be renewed at the next run: make validity_days larger than threshold_days")
    for name in ("command", "reload"):
        if name in params:
            action.need_tool(params[name][0])
    if "ca" in params:
        for path in params["ca"].values():
            with open(action.path(path), "rb"):
                pass


def check_paths(pairs):
    seen = set()
    for pair in pairs:
        for path in pair.paths():
            folder = os.path.dirname(path)
            if not os.path.isdir(folder):
                raise Refused(f"the folder {folder} does not exist: make it, or correct the path")
            if os.path.isdir(path):
                raise Refused(f"{path} is a folder: name a file")
        pair.swap = PairSwap(pair.paths())
        for path in pair.swap.paths:
            if path in seen:
                raise Refused(f"{path} is named twice: each certificate and each key has a file of its own")
            seen.add(path)
            if not os.access(os.path.dirname(path), os.W_OK | os.X_OK):
                raise Refused(f"not allowed to write in {os.path.dirname(path)}: run the task as a user who may")


def finish_interrupted(action, pairs):
    """What an earlier run has begun and not ended. True where the service may not know of it yet."""
    is_new = False
    for pair in pairs:
        if pair.swap.was_begun():
            action.would(f"tidy up after a run that was broken off at {pair.certificate}")
            is_new = is_new or (not action.dry_run and pair.swap.settle() == "new")
    return is_new


def is_due(action, pair):
    reason = None
    try:
        reason = reason_to_renew(action, pair)
    except (Refused, OSError) as problem:
        set_problem(action, pair, problem)
    if pair.found:
        say_found(pair, pair.found)
    if reason is None:
        return False
    action.would(f"renew {pair.certificate}: {reason}")
    pair.about["reason"] = reason
    return True


def reason_to_renew(action, pair):
    """Sets what it has to say where that is not given."""
    if os.path.exists(pair.certificate):
        pair.found = read_certificate(action, pair.certificate)
    old = pair.found
    if pair.sans is None:
        name = common_name(pair.subject or (old.subject if old else "") or "")
        pair.sans = old.sans if old else [san(name)] if name and "." in name else []
    if pair.subject is None:
        if not old and not pair.sans:
            raise Refused(f"{pair.certificate} does not exist, and there is no subject for a new one: give `sans` or `subject`")
        pair.subject = old.subject if old else f"/CN={pair.sans[0].partition(':')[2]}"
    if not old:
        return "there is none"
    if not os.path.exists(pair.key):
        return f"its key {pair.key} is missing"
    if read_public_key(action, pair.key) != old.public_key:
        return f"it does not belong to its key {pair.key}"
    if old.days_left() < 0:
        return f"it has expired on {old.expires:%Y-%m-%d}"
    if old.days_left() < action.params["threshold_days"]:
        return f"it expires in {old.days_left()} days"
    missing = sorted(set(pair.sans) - set(old.sans))
    return f"it is not valid for {', '.join(missing)}" if missing else None


def is_issued(action, pair):
    if action.dry_run:
        return True
    folder = os.path.join(action.tmp, f"certificate-{len(os.listdir(action.tmp))}")
    try:
        pair.issued = issue(action, pair.subject or "/", pair.sans, folder)
        pair.found = validate(action, pair.issued, pair.sans)
        return True
    except Refused as problem:
        set_problem(action, pair, problem)
        return False


def set_problem(action, pair, problem):
    text = str(problem)
    pair.about["problem"] = text
    action.say(f"error: {pair.certificate}: {text}")


def renew(action, issued):
    backup = keep_copies(action, [pair.paths() for pair in issued])
    kinds = [["file-modified" if os.path.exists(path) else "file-created" for path in pair.paths()] for pair in issued]
    if issued:
        replace_all(action, [(pair.swap, contents(pair)) for pair in issued])
    else:
        reload_service(action)
    if backup:
        action.data["backup"] = backup
    for pair, (kind, key_kind) in zip(issued, kinds):
        say_found(pair, pair.found)
        pair.about["renewed"] = True
        action.change(kind, path=pair.certificate)
        action.change(key_kind, path=pair.key)


def contents(pair):
    found = []
    for path in (pair.issued.certificate, pair.issued.key):
        with open(path, "rb") as file:
            found.append(file.read())
    return found


def say_found(pair, certificate):
    pair.about["subject"] = certificate.subject
    pair.about["expires"] = f"{certificate.expires:%Y-%m-%dT%H:%M:%SZ}"
    pair.about["days_left"] = certificate.days_left()


def report(action, pairs, due):
    renewed = [pair for pair in pairs if pair.about["renewed"]]
    problems = [pair for pair in pairs if "problem" in pair.about]
    known = [pair.about["days_left"] for pair in pairs if "days_left" in pair.about]
    action.metrics["certificates_checked"] = len(pairs)
    action.metrics["certificates_renewed"] = len(renewed)
    action.metrics["certificates_failed"] = len(problems)
    if known:
        action.metrics["days_left"] = min(known)
    names = ", ".join(os.path.basename(pair.certificate) for pair in due)
    if problems:
        told = "; ".join(f"{pair.certificate}: {pair.about['problem']}" for pair in problems)
        action.fail(f"{len(renewed)} of {len(pairs)} certificates renewed, {len(problems)} in trouble: {told}")
    elif action.dry_run and due:
        action.summary = f"{len(due)} of {len(pairs)} certificates would be renewed: {names}"
    elif renewed:
        action.summary = f"{len(renewed)} of {len(pairs)} certificates renewed: {names}"
    else:
        action.summary = f"none of {len(pairs)} certificates is due; the first expires in {min(known)} days"


Action.run(main)
