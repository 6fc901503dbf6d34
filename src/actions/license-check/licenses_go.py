"""Of Go, whose modules only bring the text of their licence: by its first words."""

import os
import re

from runner_action import Refused
from source_repository import last_words, run_tool, split_objects

TEXTS = (
    ("AGPL-3.0", r"GNU AFFERO GENERAL PUBLIC LICENSE\s+Version 3"),
    ("LGPL-3.0", r"GNU LESSER GENERAL PUBLIC LICENSE\s+Version 3"),
    ("GPL-3.0", r"GNU GENERAL PUBLIC LICENSE\s+Version 3"),
    ("GPL-2.0", r"GNU GENERAL PUBLIC LICENSE\s+Version 2"),
    ("Apache-2.0", r"Apache License\s+Version 2\.0"),
    ("MPL-2.0", r"Mozilla Public License,? [Vv]ersion 2\.0"),
    ("ISC", r"Permission to use, copy, modify, and(?:/or)? distribute this software for any purpose"),
    ("MIT", r"Permission is hereby granted, free of charge, to any person obtaining a copy"),
    ("BSD-3-Clause", r"Redistribution and use in source and binary forms.*Neither the name"),
    ("BSD-2-Clause", r"Redistribution and use in source and binary forms"),
    ("Unlicense", r"This is free and unencumbered software released into the public domain"),
)


def list_dependencies(action, root):
    action.need_tool("go", "golang-go")
    done = run_tool(["go", "list", "-m", "-mod=readonly", "-json", "all"], root)
    if done.code != 0:
        raise Refused(f"go list does not work: {last_words(done)}")
    for module in split_objects(done.out):
        if not module.get("Main"):
            folder = (module.get("Replace") or module).get("Dir") or ""
            yield module["Path"], module.get("Version", ""), recognise(os.path.join(root, folder)) if folder else ""


def recognise(folder):
    for name in sorted(os.listdir(folder)):
        if re.match(r"(?i)(licen[cs]e|copying|unlicense)", name) and os.path.isfile(os.path.join(folder, name)):
            with open(os.path.join(folder, name), encoding="utf-8", errors="replace") as file:
                text = file.read(20_000)
            for license, pattern in TEXTS:
                if re.search(pattern, text, re.DOTALL):
                    return license
    return ""
