"""Holds the licences of a source repository's dependencies against what is allowed."""

import collections
import importlib

from runner_action import Action, Refused
from source_repository import find_ecosystems, find_root, plural
from spdx import why_not

MOST_LISTED = 100


def main(action):
    root = find_root(action)
    ecosystems = find_ecosystems(root)
    action.data.update(path=root, ecosystems=ecosystems, not_checked=[])
    found = []
    for ecosystem in ecosystems:
        module = importlib.import_module(f"licenses_{ecosystem}")
        try:
            found += [(ecosystem, *dependency) for dependency in module.list_dependencies(action, root)]
        except Refused as refused:
            action.data["not_checked"].append(f"{ecosystem}: {refused}")
            action.warn(f"{ecosystem}: {refused}")
    if len(action.data["not_checked"]) == len(ecosystems):
        raise Refused(f"no licence of {root} could be read: {'; '.join(action.data['not_checked'])}")
    judge(action, sorted(set(found)))


def judge(action, dependencies):
    allow, deny = action.params["allow"], action.params["deny"]
    violations = []
    for ecosystem, package, version, license in dependencies:
        why = why_not(license, allow, deny)
        if why is not None:
            action.say(f"{ecosystem}: {package} {version}: {why}")
            violations.append(dict(ecosystem=ecosystem, package=package, version=version, license=license, why=why))
    unknown = [f"{package} {version}" for _, package, version, license in dependencies if not license]
    if unknown:
        action.warn(f"nothing says what the licence is of {', '.join(unknown[:10])}")
    counted = collections.Counter(license or "unknown" for *_, license in dependencies)
    action.data.update(
        licenses=dict(counted.most_common(MOST_LISTED)), violations=violations[:MOST_LISTED], unknown=unknown[:MOST_LISTED]
    )
    action.metrics.update(dependencies=len(dependencies), violations=len(violations), unknown=len(unknown))
    action.summary = f"{len(dependencies)} dependencies, {plural(len(counted), 'licence')}, none against the rules"
    if violations:
        first = violations[0]
        action.fail(
            f"{len(violations)} of {len(dependencies)} dependencies may not be used: {first['package']} {first['version']}: "
            f"{first['why']}; replace them, or change `allow` and `deny`"
        )


Action.run(main)
