"""In a dry run what programs fetch goes away with the run, and the home of its user stays as it is."""

import os

# What cargo has to know of registries all the same.
OF_CARGO = ("config", "config.toml", "credentials", "credentials.toml")


def use_private_caches(action):
    if not action.dry_run:
        return
    caches = os.path.join(action.tmp, "caches")
    cargo = os.path.join(caches, "cargo")
    os.makedirs(cargo, exist_ok=True)
    own = os.environ.get("CARGO_HOME") or os.path.expanduser("~/.cargo")
    for name in OF_CARGO:
        if os.path.exists(os.path.join(own, name)):
            os.symlink(os.path.join(own, name), os.path.join(cargo, name))
    os.environ.update(
        CARGO_HOME=cargo,
        GOCACHE=os.path.join(caches, "go-build"),
        GOMODCACHE=os.path.join(caches, "go-modules"),
        # Else it makes folders that only root can remove.
        GOFLAGS=f"{os.environ.get('GOFLAGS', '')} -modcacherw".strip(),
        PIP_NO_CACHE_DIR="1",
        npm_config_cache=os.path.join(caches, "npm"),
    )
