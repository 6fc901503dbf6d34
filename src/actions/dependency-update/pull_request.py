"""What a pull request says about the updates."""


def title_of(updates):
    if len(updates) == 1:
        return f"Update {updates[0].package} from {updates[0].old} to {updates[0].new}"
    return f"Update {len(updates)} dependencies"


def body_of(updates, action):
    lines = [f"{one.package}: {one.old} → {one.new} ({one.ecosystem}, {one.level})" for one in updates]
    changed = [f"{one.package}: {one.range}" for one in updates if one.range]
    tested = action.data["tested_with"]
    parts = ["\n".join(f"- {line}" for line in lines)]
    if changed:
        parts.append("New ranges:\n\n" + "\n".join(f"- {line}" for line in changed))
    untested = "Nothing was tested: there are no tests, and no `test_command`."
    parts.append(f"Tested with: {', '.join(tested)}." if tested else untested)
    if action.data["left_alone"]:
        parts.append("Left alone:\n\n" + "\n".join(f"- {line}" for line in action.data["left_alone"]))
    return "\n\n".join(parts) + "\n"
