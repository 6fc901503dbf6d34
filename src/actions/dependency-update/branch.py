"""A work tree of the last commit in a private folder, of which only a branch remains, and only if all went well."""

import os
import shutil

from runner_action import Refused
from source_repository import last_words, run_tool

TRAILER = "Runner-Run"


class Checkout:
    def __init__(self, action, root):
        self._action = action
        self.root = root
        done = run_tool(["git", "rev-parse", "--show-toplevel"], root)
        if done.code != 0:
            raise Refused(f"{root} is no git work tree: {last_words(done)}")
        self.top = done.out.rstrip("\n")
        self._folder = os.path.join(action.tmp, "checkout")

    def git(self, *words, folder=None, env=None):
        # The repository's hooks are for people.
        done = run_tool(["git", "-c", "core.hooksPath=/dev/null", *words], folder or self.top, env=env)
        if done.code != 0:
            refuse_full_disk(self._action.tmp)
            raise Refused(f"git {words[0]} does not work in {self.top}: {last_words(done)}")
        return done.out.strip()

    def __enter__(self):
        """The folder in it that is the one which was asked for."""
        if run_tool(["git", "rev-parse", "--verify", "--quiet", "HEAD^{commit}"], self.top).code != 0:
            raise Refused(f"{self.top} has no commit yet: commit what is to be updated")
        try:
            self._check_out()
        except BaseException:
            self.__exit__()
            raise
        below = os.path.relpath(os.path.realpath(self.root), os.path.realpath(self.top))
        return os.path.normpath(os.path.join(self._folder, below))

    def _check_out(self):
        if not self._action.dry_run:
            self.git("worktree", "add", "--quiet", "--detach", self._folder, "HEAD")
            return
        # Even a work tree elsewhere leaves something in the repository. An index does not.
        index = {"GIT_INDEX_FILE": self._folder + ".index"}
        self.git("read-tree", "HEAD", env=index)
        self.git("checkout-index", "--all", f"--prefix={self._folder}/", env=index)

    def __exit__(self, *_):
        if not self._action.dry_run:
            run_tool(["git", "worktree", "remove", "--force", self._folder], self.top)
        shutil.rmtree(self._folder, ignore_errors=True)

    def commit(self, branch, message):
        """Lines changed, the commit, its branch, and whether that is new: the same updates need no second one."""
        self.git("add", "--update", folder=self._folder)
        tree = self.git("write-tree", folder=self._folder)
        counted = [line.split("\t")[:2] for line in self.git("diff", "--cached", "--numstat", folder=self._folder).splitlines()]
        lines = sum(int(number) for pair in counted for number in pair if number.isdigit())
        about = "--format=%(refname:short) %(objectname) %(tree)"
        for line in self.git("for-each-ref", about, "refs/heads/dependency-update/").splitlines():
            known, commit, known_tree = line.split(" ")
            if known_tree == tree:
                return lines, commit, known, False
        parent = self.git("rev-parse", "HEAD", folder=self._folder)
        text = f"{message}\n{TRAILER}: {self._action.run_id}\n"
        commit = self.git("commit-tree", tree, "-p", parent, "-m", text, env=self._who())
        # An empty old value: it must not be there yet.
        self.git("update-ref", f"refs/heads/{branch}", commit, "")
        return lines, commit, branch, True

    def _who(self):
        """Variables, where git does not know in whose name to commit."""
        if run_tool(["git", "config", "user.email"], self.top).out.strip():
            return {}
        name, email = "runner", "runner@localhost"
        return {"GIT_AUTHOR_NAME": name, "GIT_AUTHOR_EMAIL": email, "GIT_COMMITTER_NAME": name, "GIT_COMMITTER_EMAIL": email}


def refuse_full_disk(folder):
    """git only says that it cannot write."""
    if shutil.disk_usage(folder).free < 1 << 20:
        raise Refused(f"the disk is full: {folder}: free some space; nothing was changed")
