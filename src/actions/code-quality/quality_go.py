"""Go: gofmt, and go vet."""

import os
import re

VET = re.compile(r"^(?:vet: )?(?P<file>[^\s:]+\.go):(?P<line>\d+)(?::\d+)?: (?P<message>.*)$")


def look_at(look):
    for name in unformatted(look):
        look.issue("format", "warning", name, 1, "gofmt", "is not formatted")
    if look.action.params["check_types"]:
        vet(look)


def fix(look, rewriter):
    for name in unformatted(look):
        rewriter.reformat(name, [look.tool("gofmt")])


def unformatted(look):
    gofmt = look.tool("gofmt")
    names = look.with_suffix(".go")
    if gofmt is None or not names:
        return []
    found = []
    for done in look.run([gofmt, "-l"], names):
        found += done.out.splitlines()
    look.ran("gofmt")
    return look.own(found)


def vet(look):
    go = look.tool("go")
    if go is None or not look.with_suffix(".go"):
        return
    cache = os.path.join(look.action.tmp if look.action.dry_run else look.action.state_dir(), "go-build")
    done = look.run([go, "vet", "-mod=readonly", "./..."], env={"GOCACHE": cache, "GOFLAGS": ""})[0]
    found = [match for match in map(VET.match, done.err.splitlines()) if match]
    if done.code != 0 and not found:
        look.failed("go vet", done)
        return
    look.ran("go vet")
    for match in found:
        look.issue("type", "error", match["file"], match["line"], "vet", match["message"])
